"""Whole photographs made small, as collections hold them: reduced, some squashed, some saved."""

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.traces import interpolation, jpeg

LEAST_PX, _LARGEST_PX = 256, 640
_SQUARE_SHARE = 0.5
_SAVED_SHARE = 0.5
_QUALITY = (60, 95)


def small_picture(photo: Pixels, rng: np.random.Generator) -> Pixels | None:
    """Its shorter side 256 to 640 px, nothing enlarged; None for a photograph that is smaller."""
    shortest = min(photo.shape[:2])
    if shortest < LEAST_PX:
        return None
    side = int(rng.integers(LEAST_PX, min(shortest, _LARGEST_PX) + 1))
    scale = side / shortest
    is_square = rng.random() < _SQUARE_SHARE
    size = (side, side) if is_square else tuple(round(n * scale) for n in photo.shape[1::-1])
    small = cv2.resize(photo, size, interpolation=interpolation(min(scale, 0.99), rng))
    return jpeg(small, _QUALITY, rng) if rng.random() < _SAVED_SHARE else small
