"""Edits that bring no content: holes filled from around them, and processing in one region."""

from collections.abc import Callable

import cv2
import numpy as np

from data.pixels import Pixels
from forge.edits.edit_region import blended, drawn_feather, drawn_region
from forge.operations.exemplar import exemplar_fill
from forge.processings.traces import noise
from forge.traces.photo_parts import Part
from forge.traces.trace_kinds import PROCESSINGS

_LARGEST_HOLE = 0.08
"""Time grows with area times radius squared."""
_RADIUS_PX = (3, 7)
_GRAIN = (0.7, 4)
_MARGIN_PX, _GRID_PX = 16, 8


def inpainted(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """By diffusion or by patches; under grain in a third of the draws."""
    region = drawn_region(base.pixels, rng, _LARGEST_HOLE)
    fills: tuple[Callable[..., Pixels], ...] = (_telea, _navier_stokes, exemplar_fill)
    patch = fills[rng.integers(len(fills))](base.pixels, region, rng)
    if rng.random() < 1 / 3:
        patch = noise(patch, _GRAIN, rng)
    return blended(base.pixels, patch, region, feather_px=0), region


def _telea(image: Pixels, region: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.inpaint(image, region, float(rng.integers(*_RADIUS_PX)), cv2.INPAINT_TELEA)


def _navier_stokes(image: Pixels, region: Pixels, rng: np.random.Generator) -> Pixels:
    return cv2.inpaint(image, region, float(rng.integers(*_RADIUS_PX)), cv2.INPAINT_NS)


def processed_there(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Blurred, sharpened, denoised, saved once more ...: one of the processings of the traces."""
    region = drawn_region(base.pixels, rng)
    processing = PROCESSINGS[str(rng.choice(list(PROCESSINGS)))]
    box, patch = _box(region), base.pixels.copy()
    patch[box] = processing(np.ascontiguousarray(base.pixels[box]), rng)
    return blended(base.pixels, patch, region, drawn_feather(rng)), region


def _box(region: Pixels) -> tuple[slice, slice]:
    """Around the region with a margin, from the 8 x 8 grid on: all that has to be processed."""
    x, y, width, height = cv2.boundingRect(region)
    top, left = (max(0, at - _MARGIN_PX) // _GRID_PX * _GRID_PX for at in (y, x))
    return np.s_[top : y + height + _MARGIN_PX, left : x + width + _MARGIN_PX]
