"""Shows whether an encoder's tokens carry semantics that pixels and random weights do not.

    python -m training.probe --data DIR --out DIR [--teacher NPZ] [--distilled encoder.safetensors]

A linear classifier on frozen tokens is asked for the class a cell shows (COCO), and whether two
neighbouring cells lie in one segment (BSDS500). Its figures go to ``probe.json`` and ``probe.md``.
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple, TypedDict

import numpy as np
import torch
from torch import Tensor

from evaluation.bootstrap import Estimate
from evaluation.markdown import interval, table
from fasa.config import Config
from fasa.model import build_encoder
from fasa.pretrained import load_encoder, read_weights
from fasa.timm_vit import TimmVit
from forge.sources import SPLITS, Split, data_root
from training.probe_data import Labelled, labelled_photos, with_shared_classes
from training.probe_encoders import CELL, Lens, lite_lenses, pixels, vit_lenses
from training.probe_tasks import Task, Tokens, name_the_cell, probe, same_segment

BATCH = 16


class Row(TypedDict):
    """Balanced accuracy per question of one encoder with ``width`` channels."""

    encoder: str
    width: int
    figures: dict[str, Estimate]


class Question(NamedTuple):
    name: str
    task: Task
    data: dict[Split, Labelled]

    @property
    def chance(self) -> float:
        """Balanced accuracy of a guess that looks at nothing."""
        labels = self.data["test"].labels
        return 1 / len(np.unique(self.task(np.zeros((*labels.shape, 1)), labels).answers))

    @property
    def about(self) -> str:
        counts = "/".join(str(len(self.data[split].labels)) for split in SPLITS)
        return f"{self.name}: chance {self.chance:.3f}, images {counts} ({'/'.join(SPLITS)})"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with train/photos; else FASA_DATA")
    parser.add_argument("--size", type=int, default=256, help="pictures' side in pixels")
    parser.add_argument("--teacher", type=Path, help="timm's ViT-Tiny/16 weights")
    parser.add_argument("--teacher-size", type=int, help="pixels a side; --size by default")
    parser.add_argument("--teacher-blocks", type=int, nargs="+", default=[3, 7, 11])
    parser.add_argument("--distilled", type=Path, help="encoder of training.distill")
    parser.add_argument("--config", default="compact-vit", help="its [semantic] is the distilled")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    return parser.parse_args()


def lenses_of(args: argparse.Namespace) -> list[Lens]:
    """Pixels and EfficientNet-Lite0 always, the two transformers where their weights are given."""
    torch.manual_seed(0)
    found = [pixels, *lite_lenses(args.size)]
    if args.distilled:
        semantic = Config.named(args.config).at_size(args.size).semantic
        student, random = build_encoder(semantic), build_encoder(semantic)
        load_encoder(student, args.distilled)
        found += vit_lenses("distilled ViT", student, random, semantic.layers)
    if args.teacher:
        size, blocks = args.teacher_size or args.size, args.teacher_blocks
        teacher, random = (TimmVit.vit_tiny(size, blocks) for _ in range(2))
        teacher.load_timm(read_weights(args.teacher))
        found += vit_lenses(f"teacher ViT-Tiny at {size} px", teacher, random, blocks)
    return found


@torch.no_grad()
def seen_through(lens: Lens, rgb: Tensor) -> dict[str, Tokens]:
    batches = [lens(batch) for batch in rgb.split(BATCH)]
    return {name: torch.cat([b[name] for b in batches]).numpy() for name in batches[0]}


def rows_of(lens: Lens, questions: list[Question]) -> list[Row]:
    """One row for each of the lens's views."""
    figures: dict[str, dict[str, Estimate]] = {}
    widths: dict[str, int] = {}
    for question in questions:
        seen = {split: seen_through(lens, part.rgb) for split, part in question.data.items()}
        for name, tokens in seen["train"].items():
            samples = [question.task(seen[s][name], question.data[s].labels) for s in SPLITS]
            figures.setdefault(name, {})[question.name] = probe(*samples)
            widths[name] = tokens.shape[2]
    return [{"encoder": n, "width": widths[n], "figures": f} for n, f in figures.items()]


def to_markdown(questions: list[Question], rows: list[Row]) -> str:
    about = "; ".join(question.about for question in questions)
    titles = ["encoder", "channels", *(question.name for question in questions)]
    cells = [
        [row["encoder"], str(row["width"]), *map(interval, row["figures"].values())] for row in rows
    ]
    return f"Balanced accuracy [95 % interval by image]. {about}.\n\n{table(titles, cells)}\n"


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    root, grid = data_root(args.data), args.size // CELL
    cells, regions = (labelled_photos(root, f, args.size, grid) for f in ("coco", "bsds500"))
    questions = [
        Question("class of a cell (COCO)", name_the_cell, with_shared_classes(cells)),
        Question("same segment (BSDS500)", same_segment, regions),
    ]
    rows = [row for lens in lenses_of(args) for row in rows_of(lens, questions)]
    args.out.mkdir(parents=True, exist_ok=True)
    about = [{"question": q.name, "chance": q.chance} for q in questions]
    (args.out / "probe.json").write_text(json.dumps({"questions": about, "rows": rows}, indent=1))
    shown = to_markdown(questions, rows)
    (args.out / "probe.md").write_text(shown)
    print(shown)


if __name__ == "__main__":
    main()
