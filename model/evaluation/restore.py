"""Probability maps at the size of the original image."""

import cv2
import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]


def restore(probability: Map, width: int, height: int) -> Map:
    """(S, S) -> (height, width): bilinear, half-pixel centres, the border held.

    Assumption: the paper (eq. 8) interpolates up to the model's input size only; the same
    interpolation takes the probabilities on to the image's own size. ``core/scan/restore.ts`` does
    so for the stored mask.
    """
    return cv2.resize(probability, (width, height), interpolation=cv2.INTER_LINEAR)


def shrink_mask(mask: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """(H, W) -> (size, size), the nearest pixel (IMDL-BenCo, OpenSDI)."""
    return cv2.resize(mask, (size, size), interpolation=cv2.INTER_NEAREST)
