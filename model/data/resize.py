"""The resize of production: one step to a square, aspect not kept."""

import cv2
import numpy as np

from data.pixels import Pixels, resize_array


def fasa_resize(image: Pixels, size: int) -> Pixels:
    """(H, W, 3) -> (size, size, 3): the pixels that the scanner makes of an image file."""
    return resize_array(image, size)


def resize_mask(mask: Pixels, size: int) -> Pixels:
    """(H, W) of {0, 1} -> (size, size): 1 where manipulated pixels cover at least half."""
    scaled = cv2.resize(mask.astype(np.float32), (size, size), interpolation=cv2.INTER_AREA)
    return (scaled >= 0.5).astype(np.uint8)
