"""README's rows of pictures: photograph, where its mask is red, what was changed.

npx fasa scan samples --out OUT && cd model
python -m forge.sample_rows --samples ../samples --masks OUT/samples --out ../docs/images
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from data.pixels import Pixels

_ROWS = {"fig": "coffee-splice", "conifer": "meadow-copy-move", "dahlia": "dandelions-splice"}
_WIDTH_PX, _GAP_PX = 328, 8
_RED = np.array([40, 30, 220], np.float32)
_FADED, _LIGHTER = 0.5, 105


def row(photograph: Pixels, mask: Pixels, truth: Pixels) -> Pixels:
    """(h, w, 3) BGR of photograph (H, W, 3) BGR, mask (H, W) and truth (H, W) of 0..255."""
    shown, sure, changed = (_small(one) for one in (photograph, mask, truth))
    gray = cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)[..., None] * _FADED + _LIGHTER
    share = np.clip(2 * (sure[..., None] / 255.0) - 1, 0, 1)
    red = (gray * (1 - share) + _RED * share).astype(np.uint8)
    gap = np.full((shown.shape[0], _GAP_PX, 3), 255, np.uint8)
    return np.hstack([shown, gap, red, gap, cv2.cvtColor(changed, cv2.COLOR_GRAY2BGR)])


def _small(image: Pixels) -> Pixels:
    height = round(image.shape[0] * _WIDTH_PX / image.shape[1])
    return cv2.resize(image, (_WIDTH_PX, height), interpolation=cv2.INTER_AREA)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--masks", type=Path, required=True, help="what the scanner wrote of them")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for name, sample in _ROWS.items():
        photograph = cv2.imread(str(args.samples / f"{sample}.jpg"))
        mask = cv2.imread(str(args.masks / f"{sample}.jpg.mask.png"), cv2.IMREAD_GRAYSCALE)
        truth = cv2.imread(str(args.samples / ".masks" / f"{sample}.png"), cv2.IMREAD_GRAYSCALE)
        cv2.imwrite(str(args.out / f"{name}.jpg"), row(photograph, mask, truth))


if __name__ == "__main__":
    main()
