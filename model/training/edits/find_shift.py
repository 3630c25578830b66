"""By how much logits of an edit network are to be raised, so that masks at 0.5 are best.

python -m training.edits.find_shift --weights runs/edits/edits.safetensors --val parts/val

Training sees more that cannot be told than real files have, and says less than it knows. The same
scenes of the validation split, whatever the weights; nothing of it moves a score's rank. What is
flagged wrongly of authentic scenes grows with the shift: the least one that is as good as the best
is chosen.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from evaluation.metrics.pixel_metrics import false_positive_area, pixel_f1
from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import load_edits
from forge.edits.edit_scene import EditForge
from forge.traces.photo_parts import PartsPack
from training.edits.edit_loss import at_labels
from training.edits.edit_sheets import SHEET, EditSheets, Sheet
from training.precision import autocast

SHIFTS = tuple(round(0.25 * step, 2) for step in range(13))
_AS_GOOD = 0.01
_SEED = 8
_TILE, _ACROSS = 256, 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help=".safetensors or checkpoint.pt")
    parser.add_argument("--val", type=Path, required=True, help="parts of the validation split")
    parser.add_argument("--sheets", type=int, default=32)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    return parser.parse_args()


class Scene(NamedTuple):
    """For each of SHIFTS: pixel F1 where something was edited, else the area that is flagged."""

    is_edited: bool
    values: list[float]


@torch.inference_mode()
def judged(network: EditNetwork, sheets: Iterable[Sheet]) -> list[Scene]:
    """The network is in evaluation mode."""
    return [scene for sheet in sheets for scene in _of_sheet(network, sheet)]


def _of_sheet(network: EditNetwork, sheet: Sheet) -> Iterator[Scene]:
    with autocast("cpu"):
        logits = network(sheet.images.float(), sheet.picture)
    fine, truth = at_labels(logits, sheet.masks)
    for number in range(len(sheet.kinds)):
        own = sheet.picture == number
        mask = truth[own].numpy().astype(np.uint8)
        maps = ((fine[own] + shift).sigmoid().numpy() for shift in SHIFTS)
        if mask.any():
            yield Scene(True, [pixel_f1(one, mask) for one in maps])
        else:
            yield Scene(False, [false_positive_area(one) for one in maps])


def chosen(f1: Sequence[float]) -> float:
    """The least shift whose F1 is the best one, less ``_AS_GOOD``."""
    return next(
        shift for shift, value in zip(SHIFTS, f1, strict=True) if value >= max(f1) - _AS_GOOD
    )


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    network = EditNetwork().eval()
    load_edits(network, args.weights)
    sheets = EditSheets(EditForge(PartsPack(args.val), _TILE, _ACROSS), _TILE, SHEET, _SEED)
    scenes = judged(network, (sheet for step in range(args.sheets) for sheet in sheets[step]))
    f1, area = (
        np.mean([scene.values for scene in scenes if scene.is_edited == is_edited], axis=0).tolist()
        for is_edited in (True, False)
    )
    for shift, good, wrong in zip(SHIFTS, f1, area, strict=True):
        print(f"{shift:5.2f}  F1 {good:.4f}  false area {wrong:.4f}")
    print(f"chosen: {chosen(f1)}, of {len(scenes)} scenes")


if __name__ == "__main__":
    main()
