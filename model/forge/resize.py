"""Pictures and masks as production shows them to the network."""

import cv2
import numpy as np

from forge.sources import Pixels
from pixels import ModelView, view_array


def fasa_resize(image: Pixels, size: int) -> Pixels:
    """(H, W, 3) -> (size, size, 3): one step to a square, aspect not kept."""
    return view_array(image, ModelView(size))


def view_mask(mask: Pixels, view: ModelView) -> Pixels:
    """(H, W) of {0, 1} -> (size, size): 1 where manipulated pixels cover at least half.

    What is mirrored of the image is mirrored of its mask.
    """
    width, height = view.extent(*mask.shape[::-1])
    covered = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    beside = ((0, view.size - height), (0, view.size - width))
    return np.pad((covered >= 0.5).astype(np.uint8), beside, mode="symmetric")
