"""Removal: a region filled from its surroundings, by diffusion, by patches or by a blur."""

import cv2
import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.masks import object_mask
from forge.operations.exemplar import exemplar_fill
from forge.processings.traces import noise

# Time grows with area times radius squared.
_LARGEST = 0.12
_BLURRED_AT = 1 / 8


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    mask = object_mask(base, rng, _LARGEST)
    fills = (_telea, _navier_stokes, exemplar_fill, _blurred)
    return fills[rng.integers(len(fills))](base.pixels, mask, rng), mask


def _telea(image: Pixels, mask: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.inpaint(image, mask, float(rng.integers(3, 10)), cv2.INPAINT_TELEA)


def _navier_stokes(image: Pixels, mask: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.inpaint(image, mask, float(rng.integers(3, 10)), cv2.INPAINT_NS)


def _blurred(image: Pixels, mask: Pixels, rng: np.random.Generator) -> Pixels:
    """Without detail of its own; under grain in half of the draws."""
    scale = {"fx": _BLURRED_AT, "fy": _BLURRED_AT, "interpolation": cv2.INTER_AREA}
    hole = (cv2.resize(mask.astype(np.float32), None, **scale) > 0).astype(np.uint8)
    small = cv2.inpaint(cv2.resize(image, None, **scale), hole, 3, cv2.INPAINT_TELEA)
    fill = cv2.resize(small, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        fill = noise(fill, (1, 5), rng)
    return np.where(mask[..., None] == 1, fill, image)
