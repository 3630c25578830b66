"""Removal: a region filled from its surroundings by OpenCV's Telea or Navier-Stokes inpainting."""

import cv2
import numpy as np

from forge.masks import object_mask
from forge.sources import Library, Photo, Pixels

# Time grows with area times radius squared.
_LARGEST = 0.12


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    mask = object_mask(base, rng, _LARGEST)
    method = (cv2.INPAINT_TELEA, cv2.INPAINT_NS)[rng.integers(2)]
    return cv2.inpaint(base.pixels, mask, float(rng.integers(3, 10)), method), mask
