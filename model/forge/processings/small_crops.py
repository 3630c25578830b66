"""Small pieces of photographs for networks that are to draw in small pictures."""

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels

_REDUCED_TO = (0.3, 1.0)


def small_crop(library: Library, side: int, rng: np.random.Generator) -> Pixels:
    """(side, side, 3) out of a photograph that was reduced in most draws."""
    pixels = library.pick(rng).pixels
    scale = max(rng.uniform(*_REDUCED_TO), (side + 1) / min(pixels.shape[:2]))
    wanted = min(int(side / min(scale, 1)), *pixels.shape[:2])
    top, left = (int(rng.integers(length - wanted + 1)) for length in pixels.shape[:2])
    cut = pixels[top : top + wanted, left : left + wanted]
    return cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
