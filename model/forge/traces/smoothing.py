"""What takes grain away and keeps edges, and what changes tones alone."""

import cv2
import numpy as np

from data.pixels import Pixels

_TEMPLATE_PX, _SEARCH_PX = 3, 7
"""Sides. The small search is what fits a camera; a side of 11 takes twice as long."""


def median(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Of 3 x 3 or 5 x 5 pixels."""
    return cv2.medianBlur(image, int(rng.choice([3, 5])))


def bilateral(image: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.bilateralFilter(image, 5, rng.uniform(8, 40), rng.uniform(2, 5))


def camera_denoised(image: Pixels, rng: np.random.Generator) -> Pixels:
    """As phones do it: non-local means, a little of luma and more of chroma.

    Assumption: the strengths, in grey levels; makers don't publish theirs.
    """
    luma, chroma = rng.uniform(1.5, 6), rng.uniform(4, 12)
    return cv2.fastNlMeansDenoisingColored(image, None, luma, chroma, _TEMPLATE_PX, _SEARCH_PX)


def toned(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Each channel brighter or darker."""
    moved = image * rng.uniform(0.7, 1.35, 3) + rng.uniform(-15, 15, 3)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)
