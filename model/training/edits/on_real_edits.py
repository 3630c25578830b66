"""A checkpoint on the collections of real edits, at their own size: the table of `evaluation real`.

python -m training.edits.on_real_edits --weights runs/edits/edits.safetensors --data DATA
python -m training.edits.on_real_edits --onnx weights --data DATA                   # as served
"""

import argparse
import json
from pathlib import Path

import torch
from tqdm import tqdm

from data.labelled import LabelledImage
from data.photographs import data_root
from evaluation.detectors.onnx_tiles import OnnxTiles
from evaluation.metrics.image_metrics import robust_score
from evaluation.metrics.pixel_metrics import pixel_scores
from evaluation.real.real_kinds import Kinds, list_sha256, real_kinds
from evaluation.real.real_report import real_report
from evaluation.real.real_rows import RealRow
from evaluation.real.real_tables import real_table
from evaluation.restore import restore
from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import load_edits
from fasa.edits.tile_network import TileNetwork, TorchTiles
from fasa.edits.tiled import Tiling, pixel_map, tile_map
from training.precision import autocast


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    judged = parser.add_mutually_exclusive_group(required=True)
    judged.add_argument("--weights", type=Path, help=".safetensors or checkpoint.pt")
    judged.add_argument("--onnx", type=Path, help="folder with the exported graphs")
    parser.add_argument("--data", help="folder with dev/real (else the environment's FASA_DATA)")
    parser.add_argument("--threshold", type=float, default=0.5, help="of the robust score")
    parser.add_argument("--tile", type=int, default=Tiling().tile, help="side in pixels")
    parser.add_argument("--overlap", type=int, default=Tiling().overlap, help="pixels")
    parser.add_argument(
        "--tiles", type=int, default=Tiling().most, help="larger pictures are reduced first"
    )
    parser.add_argument("--limit", type=int, help="edited and authentic pictures of a kind")
    parser.add_argument("--kinds", nargs="+", help="these alone")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--out", type=Path, help="JSON file")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    network = OnnxTiles(args.onnx, args.threads) if args.onnx else torch_tiles(args)
    kinds = chosen_kinds(real_kinds(data_root(args.data)), args.kinds, args.limit)
    rows = real_rows(network, kinds, args)
    report = real_report((args.onnx or args.weights).name, list_sha256(kinds), rows)
    print(real_table(report))
    if args.out:
        args.out.write_text(json.dumps(report, indent=1, allow_nan=False) + "\n")


def torch_tiles(args: argparse.Namespace) -> TileNetwork:
    network = EditNetwork()
    if not load_edits(network, args.weights):
        raise SystemExit(f"{args.weights}: expected a head for edits, found a trace network's")
    network.to(args.device, memory_format=torch.channels_last).eval()
    return TorchTiles(network, args.device)


def chosen_kinds(kinds: Kinds, names: list[str] | None, limit: int | None) -> Kinds:
    """Raises KeyError for a name that is none."""
    chosen = {name: kinds[name] for name in names or kinds}
    return chosen if limit is None else {name: one.limited(limit) for name, one in chosen.items()}


def real_rows(network: TileNetwork, kinds: Kinds, args: argparse.Namespace) -> list[RealRow]:
    images = [(kind, image) for kind, labelled in kinds.items() for image in labelled.images]
    bar = tqdm(images, mininterval=5, unit="picture")
    return [_row(network, kind, image, args) for kind, image in bar]


def _row(
    network: TileNetwork, kind: str, image: LabelledImage, args: argparse.Namespace
) -> RealRow:
    pixels = image.native()
    height, width = pixels.shape[:2]
    tiling = Tiling(args.tile, args.overlap, args.tiles)
    with autocast(args.device):
        cells = tile_map(network, pixels, tiling)
    score = robust_score(cells)
    row = RealRow(kind, image.is_manipulated, score, score > args.threshold)
    truth = image.truth(width, height) if image.is_manipulated else None
    if truth is None:
        return row
    probability = pixel_map(cells, *tiling.shown_size(height, width))
    found = pixel_scores(restore(probability, width, height), truth)
    return row._replace(f1=found.f1, auc=found.auc)


if __name__ == "__main__":
    main()
