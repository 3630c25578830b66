"""Adds the tiles, and the edit network that judges them, to a released model.

    python -m release.export_tiles --weights edits.safetensors --data DATA --out weights \\
        --lineage lineage/1.2.3.toml

Exports both graphs (``tile_graphs.py``), sets their thresholds on authentic photographs of the
validation split (``calibrate_tiles.py``), and writes the manifest's entry and ``parity/tiles.json``
(``tile_parity.py``). Nothing is written into the manifest when onnxruntime differs from torch. The
lineage, where one is given, gains the sha256 of the files, and the manifest its version.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from data.json_file import read_json
from data.photographs import Library, data_root
from data.sha256 import sha256_of
from evaluation.detectors.onnx_tiles import DECISION_FILE, FEATURES_FILE
from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import load_edits
from fasa.edits.tile_network import TorchTiles
from fasa.edits.tiled import Tiling
from release.calibrate_tiles import DEFAULT_RATE, FRAME_SHARE, MOST_TILES, calibrated
from release.export import TOLERANCE
from release.lineage import Released, read_lineage, record_release, statement
from release.tile_graphs import as_served, difference, write_graphs
from release.tile_parity import write_tile_parity

_WITNESSES = ("history", "copies", "tiles")


def with_tiles(
    manifest: dict[str, Any], out: Path, tiling: Tiling, thresholds: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest with the tiles beside the other witnesses; the graphs lie in ``out``."""
    tiles = {
        "featuresFile": FEATURES_FILE,
        "decisionFile": DECISION_FILE,
        "sidePx": tiling.tile,
        "overlapPx": tiling.overlap,
        "most": tiling.most,
        "thresholds": thresholds,
        "trainingData": manifest["trainingData"],
    }
    graphs = {name: sha256_of(out / name) for name in (FEATURES_FILE, DECISION_FILE)}
    joined = with_room_for_tiles(manifest)
    return joined | {"files": manifest["files"] | graphs, "tiles": tiles}


def with_room_for_tiles(manifest: dict[str, Any]) -> dict[str, Any]:
    """Beside history the frame keeps to a fifth of each rate by itself, as far as the manifest
    has a threshold for so little: ``calibrate_tiles`` says how a rate is shared."""
    if "history" not in manifest:
        return manifest
    own, joint = manifest["thresholds"]["byFpr"], manifest["history"]["thresholds"]

    def stricter(rate: str) -> dict[str, float]:
        known = [name for name in own if float(name) <= FRAME_SHARE * float(rate)]
        alone = own[max(known, key=float)] if known else 0.0
        both = joint["byFpr"][rate]
        return both | {"network": max(both["network"], alone)}

    by_rate = {rate: stricter(rate) for rate in joint["byFpr"]}
    thresholds = {"default": by_rate[str(DEFAULT_RATE)], "byFpr": by_rate}
    return manifest | {"history": manifest["history"] | {"thresholds": thresholds}}


def under_lineage(manifest: dict[str, Any], out: Path, weights: Path, path: Path) -> dict[str, Any]:
    """The manifest under the version of the lineage at ``path``, which is told the released files:
    what runs, and the weights in ``out`` that the networks are gone on from."""
    others = [Path(name).with_suffix(".safetensors").name for name in manifest["files"]]
    kept = [name for name in (*others, weights.name) if (out / name).is_file()]
    lineage = read_lineage(path)
    files = {name: sha256_of(out / name) for name in (*manifest["files"], *kept)}
    record_release(path, replace(lineage.released or Released({}), files=files))
    stated = {"trainingData": statement(path)}
    parts = {name: manifest[name] | stated for name in _WITNESSES if name in manifest}
    return manifest | stated | {"version": lineage.version} | parts


def read_network(weights: Path, logit_shift: float) -> EditNetwork:
    """``logit_shift`` is added to all logits.

    Raises ValueError for weights of another network, or without a head for edits.
    """
    network = EditNetwork().eval()
    if not load_edits(network, weights):
        raise ValueError(f"{weights}: expected a head for edits, found a trace network's")
    with torch.no_grad():
        network.head.out.bias += logit_shift
    return network


def export(network: EditNetwork, out: Path) -> bool:
    """False when onnxruntime differs from torch by more than ``TOLERANCE``."""
    write_graphs(network, out)
    gap = difference(network, out)
    print(f"{out}: max |torch - onnxruntime| = {gap:.2e} (bound {TOLERANCE:.0e})", flush=True)
    return gap <= TOLERANCE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help=".safetensors or checkpoint.pt")
    parser.add_argument("--logit-shift", type=float, default=0.0, help="of find_shift")
    parser.add_argument("--data", help="folder with train/photos (else the environment's)")
    parser.add_argument("--out", type=Path, default=Path("weights"), help="holds the model")
    parser.add_argument("--lineage", type=Path, help="what made all of the model")
    parser.add_argument("--tiles", type=int, default=MOST_TILES, help="judged for the thresholds")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    library, tiling = Library(data_root(args.data), "val"), Tiling()
    network = as_served(read_network(args.weights, args.logit_shift))
    if not export(network, args.out):
        print("the export is not the network: it must not be shipped", file=sys.stderr)
        return 1
    thresholds = calibrated(args.out, library, tiling, args.tiles, args.threads)
    path = args.out / "manifest.json"
    manifest = with_tiles(read_json(path), args.out, tiling, thresholds)
    if args.lineage:
        manifest = under_lineage(manifest, args.out, args.weights, args.lineage)
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    write_tile_parity(TorchTiles(network), tiling, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
