"""The past of one source, before anything is composed from it."""

import numpy as np

from data.pixels import Pixels
from forge.processings.camera import photographed
from forge.processings.traces import jpeg

_CAMERA_SHARE = 0.3


def own_history(pixels: Pixels, rng: np.random.Generator, jpeg_share: float) -> Pixels:
    """Taken by a camera in three of ten draws, saved as JPEG in ``jpeg_share`` of them, else as
    the file holds it."""
    draw = rng.random()
    if draw < _CAMERA_SHARE:
        return photographed(pixels, rng)
    return jpeg(pixels, (50, 95), rng) if draw < _CAMERA_SHARE + jpeg_share else pixels
