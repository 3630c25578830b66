"""Resampling inside a picture: pieces enlarged, and detail lost by going down and up again."""

import cv2
import numpy as np
from PIL import Image

from data.pixels import Pixels

_ENLARGEMENT = (1.12, 2.2)
_REDUCTION = (0.4, 0.85)
_BACK = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)


def enlarged(image: Pixels, kernel: int, rng: np.random.Generator) -> Pixels:
    """A random piece at the size of the whole; ``kernel`` is OpenCV's."""
    height, width = image.shape[:2]
    scale = rng.uniform(*_ENLARGEMENT)
    high, wide = int(height / scale), int(width / scale)
    top, left = rng.integers(height - high + 1), rng.integers(width - wide + 1)
    piece = image[top : top + high, left : left + wide]
    return cv2.resize(piece, (width, height), interpolation=kernel)


def reduced_by_area(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Down by the mean of areas, and up again."""
    return _up_again(
        cv2.resize(image, _smaller(image, rng), interpolation=cv2.INTER_AREA), image, rng
    )


def reduced_by_lanczos(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Down by a Lanczos kernel as wide as the scale asks for (Pillow's), and up again."""
    small = Image.fromarray(image).resize(_smaller(image, rng), Image.Resampling.LANCZOS)
    return _up_again(np.asarray(small), image, rng)


def _smaller(image: Pixels, rng: np.random.Generator) -> tuple[int, int]:
    """Width and height."""
    scale = rng.uniform(*_REDUCTION)
    return round(image.shape[1] * scale), round(image.shape[0] * scale)


def _up_again(small: Pixels, image: Pixels, rng: np.random.Generator) -> Pixels:
    kernel = _BACK[rng.integers(len(_BACK))]
    return cv2.resize(small, image.shape[1::-1], interpolation=kernel)
