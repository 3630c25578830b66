"""Local processing: blur, median, sharpening or noise in one region."""

import cv2
import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste
from forge.masks import object_mask
from forge.processings.traces import blur, noise, sharpen


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    mask = object_mask(base, rng)
    filters = (_blur, _median, _sharpen, _noise)
    patch = filters[rng.integers(len(filters))](base.pixels, rng)
    return paste(base.pixels, patch, mask, draw_feather(rng)), mask


def _blur(image: Pixels, rng: np.random.Generator) -> Pixels:
    return blur(image, (0.8, 4), rng)


def _median(image: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.medianBlur(image, int(rng.choice([3, 5])))


def _sharpen(image: Pixels, rng: np.random.Generator) -> Pixels:
    return sharpen(image, (0.6, 2), rng)


def _noise(image: Pixels, rng: np.random.Generator) -> Pixels:
    return noise(image, (3, 15), rng)
