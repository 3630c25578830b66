"""A contact sheet of samples with mask outlines: ``python -m forge.preview --help``."""

import argparse
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import cv2
import numpy as np

from data.photographs import SPLITS, data_root
from data.pixels import Pixels
from forge.autoencoders import GENERATORS, taef2
from forge.operations import OPERATION_NAMES
from forge.plan import make_plan
from forge.sample import Sample

_TILE_PX = 240
_LABEL_PX = 16
_RED_BGR = (0, 0, 255)


def contact_sheet(samples: Sequence[Sample], columns: int) -> Pixels:
    """BGR sheet; each operation begins a row, and each tile keeps its picture's aspect."""
    by_operation = attrgetter("operation")
    groups = groupby(sorted(samples, key=by_operation), by_operation)
    return np.vstack([row for _, group in groups for row in _rows(list(group), columns)])


def _rows(samples: Sequence[Sample], columns: int) -> list[Pixels]:
    tiles = [_tile(sample) for sample in samples]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    return [np.hstack(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]


def _tile(sample: Sample) -> Pixels:
    height, width = sample.mask.shape
    scale = _TILE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = cv2.resize(sample.image, size, interpolation=cv2.INTER_AREA)
    picture = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    mask = cv2.resize(sample.mask, size, interpolation=cv2.INTER_NEAREST)
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(picture, outlines, -1, _RED_BGR, 1)
    tile = np.zeros((_TILE_PX + _LABEL_PX, _TILE_PX, 3), np.uint8)
    tile[: size[1], : size[0]] = picture
    where = (2, _TILE_PX + 12)
    cv2.putText(tile, sample.operation, where, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (255, 255, 255))
    return tile


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--operation", choices=OPERATION_NAMES, help="no other operation")
    parser.add_argument("--generator", choices=GENERATORS, default=taef2.NAME)
    parser.add_argument("--out", type=Path, required=True, help="PNG to write")
    args = parser.parse_args()
    plan = make_plan(data_root(args.data), args.split, args.generator, args.operation)
    samples = [plan.sample(args.first_seed + index) for index in range(args.count)]
    if not cv2.imwrite(str(args.out), contact_sheet(samples, args.columns)):
        raise OSError(f"{args.out}: could not write the contact sheet")


if __name__ == "__main__":
    main()
