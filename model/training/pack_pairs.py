"""Packs a folder of tampered, mask and background files listed in a ``pairs.csv``.

    python -m training.pack_pairs --data DIR --split train --out PACK

DIR holds ``Tp``, ``Gt``, ``Au`` and ``pairs.csv`` with the columns tampered, background, split.
Backgrounds that are not in ``Au`` are skipped; each one counts once.
"""

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np

from forge.resize import fasa_resize, resize_mask
from training.packed_set import Pixels, write_pack


def read_rgb(path: Path) -> Pixels:
    """Raises ValueError naming the file when it is no readable image."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path}: expected an image that OpenCV can read")
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def read_mask(path: Path) -> Pixels:
    """{0, 1}: any grey level above the middle is manipulated."""
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise ValueError(f"{path}: expected a mask that OpenCV can read")
    return (mask > 127).astype(np.uint8)


def pack_pairs(data: Path, split: str, out: Path, size: int) -> int:
    """Resizes everything to ``size`` as the scanner does; returns the number of pictures packed."""
    with (data / "pairs.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    backgrounds = sorted({row["background"] for row in rows})
    authentic = [name for name in backgrounds if (data / "Au" / name).is_file()]
    names = [data / "Tp" / row["tampered"] for row in rows] + [data / "Au" / n for n in authentic]
    images = [fasa_resize(read_rgb(name), size) for name in names]
    truths = [data / "Gt" / f"{Path(row['tampered']).stem}.png" for row in rows]
    masks = [resize_mask(read_mask(truth), size) for truth in truths]
    masks += [np.zeros((size, size), np.uint8)] * len(authentic)
    operations = ["pair"] * len(rows) + ["authentic"] * len(authentic)
    sources = [row["background"] for row in rows] + authentic
    about = {"operations": operations, "sources": sources, "split": split}
    write_pack(out, np.stack(images), np.stack(masks), about)
    return len(images)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", required=True)
    parser.add_argument("--size", type=int, default=256, help="side in pixels")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    print(f"{args.out}: {pack_pairs(args.data, args.split, args.out, args.size)} pictures")


if __name__ == "__main__":
    main()
