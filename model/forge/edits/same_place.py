"""Edits that bring no content: holes filled from around them, and processing in one region."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from data.pixels import Pixels
from forge.edits.edit_region import blended, drawn_feather, drawn_region
from forge.edits.patches import moved, with_colours_of
from forge.inpainters.filler import KINDS as FILLERS
from forge.inpainters.filler import Filler
from forge.inpainters.irregular import irregular_region
from forge.operations.exemplar import exemplar_fill
from forge.processings.traces import noise
from forge.redrawers.design import COUNT as REDRAWERS
from forge.redrawers.redrawer import Redrawer
from forge.traces.photo_parts import Part
from forge.traces.trace_kinds import PROCESSINGS

_LARGEST_HOLE = 0.08
"""Time grows with area times radius squared."""
_RADIUS_PX = (3, 7)
_GRAIN = (0.7, 4)
_MARGIN_PX, _GRID_PX = 16, 8
_IRREGULAR_SHARE, _HARD_SHARE = 0.6, 0.7
_INVENTED_SHARE, _FITTED_SHARE = 0.15, 0.2
_REDRAWN_SHARE = 0.75
"""By one of many autoencoders, where no hole has to be filled."""


def inpainted(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """By diffusion or by patches; under grain in a third of the draws."""
    region = drawn_region(base.pixels, rng, _LARGEST_HOLE)
    fills: tuple[Callable[..., Pixels], ...] = (_telea, _navier_stokes, exemplar_fill)
    patch = fills[rng.integers(len(fills))](base.pixels, region, rng)
    if rng.random() < 1 / 3:
        patch = noise(patch, _GRAIN, rng)
    return blended(base.pixels, patch, region, feather_px=0), region


def painted(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """By a network, in holes as benchmarks draw them or as an object leaves them.

    Ours are too small to invent detail: mostly they draw anew what another fill put there.
    """
    shape = base.pixels.shape[:2]
    is_irregular = rng.random() < _IRREGULAR_SHARE
    region = irregular_region(shape, rng) if is_irregular else drawn_region(base.pixels, rng)
    feather_px = 0 if rng.random() < _HARD_SHARE else drawn_feather(rng)
    if rng.random() < _INVENTED_SHARE:
        patch = _filler(rng).filled(base.pixels, region)
    else:
        shown = _plausible(base.pixels, region, rng)
        artist = _redrawer(rng) if rng.random() < _REDRAWN_SHARE else _filler(rng)
        patch = with_colours_of(shown, artist.redrawn(shown, region), region, 1)
    return blended(base.pixels, patch, region, feather_px), region


def _plausible(pixels: Pixels, region: Pixels, rng: np.random.Generator) -> Pixels:
    if region.mean() <= _LARGEST_HOLE and rng.random() < _FITTED_SHARE:
        return exemplar_fill(pixels, region, rng)
    return blended(pixels, moved(pixels, rng), region, drawn_feather(rng))


def _filler(rng: np.random.Generator) -> Filler:
    return _FILLERS(str(rng.choice(list(FILLERS))))


def _redrawer(rng: np.random.Generator) -> Redrawer:
    return _REDRAWERS(int(rng.integers(REDRAWERS)))


_FILLERS, _REDRAWERS = cache(Filler), cache(Redrawer)


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
