"""Small sets of image files with known contents."""

import json
from pathlib import Path

import cv2
import numpy as np

SQUARE = (slice(8, 24), slice(10, 34))
"""Where a manipulated picture of ``write_folder`` is brighter, and its mask 255."""


def picture(seed, width=48, height=40):
    """Noise of 0..99 in (height, width, 3)."""
    return np.random.default_rng(seed).integers(0, 100, (height, width, 3), dtype=np.uint8)


def manipulated_picture(seed, width=48, height=40):
    """``picture`` with a square brighter by 150, and its mask of 0 and 255."""
    image, mask = picture(seed, width, height), np.zeros((height, width), np.uint8)
    image[SQUARE] += 150
    mask[SQUARE] = 255
    return image, mask


def save(path: Path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)


def write_folder(root: Path, manipulated=3, authentic=2, about=None) -> Path:
    """Tp/0.png..., Gt/0.png..., Au/0.png..., of 48x40 pixels."""
    for index in range(manipulated):
        image, mask = manipulated_picture(index)
        save(root / "Tp" / f"{index}.png", image)
        save(root / "Gt" / f"{index}.png", mask)
    for index in range(authentic):
        save(root / "Au" / f"{index}.png", picture(100 + index))
    if about is not None:
        files = [{"file": name, **said} for name, said in about.items()]
        (root / "about.json").write_text(json.dumps({"files": files}))
    return root
