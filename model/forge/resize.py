"""The resize of production: one step to a square, aspect not kept."""

import cv2
import numpy as np
import pyvips

from forge.sources import Pixels


def fasa_resize(image: Pixels, size: int) -> Pixels:
    """(H, W, 3) -> (size, size, 3) as sharp's ``resize(size, size, {fit: 'fill'})`` does it.

    libvips, kernel lanczos3; reducing and enlarging in the same call, per axis.
    """
    height, width = image.shape[:2]
    source = pyvips.Image.new_from_array(image)
    return source.resize(size / width, vscale=size / height, kernel="lanczos3").numpy()


def resize_mask(mask: Pixels, size: int) -> Pixels:
    """(H, W) of {0, 1} -> (size, size): 1 where manipulated pixels cover at least half."""
    scaled = cv2.resize(mask.astype(np.float32), (size, size), interpolation=cv2.INTER_AREA)
    return (scaled >= 0.5).astype(np.uint8)
