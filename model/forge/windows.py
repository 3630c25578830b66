"""Cuts windows from large pictures into a data folder: ``python -m forge.windows --help``.

A photograph of many megapixels holds several pictures of the size that people share. Each is named
so that it falls into the split that is asked for (forge.sources), and into no other.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import cv2
import numpy as np

from data.photographs import SPLITS, Split, split_of
from data.pixels import Pixels

HEIGHTS = (0.35, 0.75)
"""Of a window, as a share of its photograph's: lowest and highest."""
_ASPECT = 1.33
_WIDTH_PX = (480, 720)
_JPEG_QUALITY = (75, 98)


Heights = tuple[float, float]


def windows(
    photo: Pixels, each: int, rng: np.random.Generator, heights: Heights = HEIGHTS
) -> Iterator[Pixels]:
    """``each`` random windows of 4:3, or as wide as the photo is, never enlarged; all (H, W, 3)."""
    height, width = photo.shape[:2]
    for _ in range(each):
        high = int(rng.uniform(*heights) * height)
        wide = int(high * _ASPECT)
        top, left = rng.integers(height - high + 1), rng.integers(max(1, width - wide + 1))
        window = photo[top : top + high, left : left + wide]
        scale = rng.uniform(*_WIDTH_PX) / window.shape[1]
        if scale < 1:
            window = cv2.resize(window, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        yield window


def name_in(split: Split, stem: str, index: int, suffix: str) -> str:
    """The first name of its kind that belongs to the split."""
    names = (f"{stem}-{index}-{attempt}{suffix}" for attempt in count())
    return next(name for name in names if split_of(name) == split)


def write_windows(
    photos: list[Path],
    each: int,
    seed: int,
    out: Path,
    heights: Heights = HEIGHTS,
    split: Split = "train",
) -> int:
    """Every other one as JPEG, the rest as PNG; returns their number.

    Raises ValueError naming a file that is no photograph, or whose windows would overwrite others,
    and for ``heights`` outside 0 < lowest <= highest <= 1.
    """
    lowest, highest = heights
    if not 0 < lowest <= highest <= 1:
        raise ValueError(f"expected heights 0 < LOWEST <= HIGHEST <= 1, received {heights}")
    for stem, times in Counter(path.stem for path in photos).items():
        if times > 1:
            raise ValueError(f"expected a name for each photograph, received {times} of {stem!r}")
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for path in photos:
        photo = cv2.imread(str(path))
        if photo is None:
            raise ValueError(f"{path}: expected a photograph, could not decode it")
        for index, window in enumerate(windows(photo, each, rng, heights)):
            is_png = index % 2 == 1
            name = name_in(split, path.stem, index, ".png" if is_png else ".jpg")
            options = [] if is_png else _jpeg_options(rng)
            cv2.imwrite(str(out / name), window, options)
    return len(photos) * each


def _jpeg_options(rng: np.random.Generator) -> list[int]:
    return [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*_JPEG_QUALITY))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--each", type=int, default=6, help="windows of a photograph")
    parser.add_argument(
        "--heights",
        type=float,
        nargs=2,
        default=HEIGHTS,
        metavar=("LOWEST", "HIGHEST"),
        help="of a window, as shares of its photograph's",
    )
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="DATA/train/photos/ANY_NAME")
    args = parser.parse_args()
    lowest, highest = args.heights
    written = write_windows(
        args.photos, args.each, args.seed, args.out, (lowest, highest), args.split
    )
    print(f"{args.out}: {written} windows")


if __name__ == "__main__":
    main()
