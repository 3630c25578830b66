"""Splice: an object of another photograph, with a history of its own, pasted into the base."""

import cv2
import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste, placement, warp
from forge.masks import MAX_AREA, MIN_AREA, area_allowed, object_mask
from forge.processings.own_history import own_history
from forge.processings.traces import noise

_TRIES = 20
_SCALE = (0.5, 2.0)
_DONOR_JPEG_SHARE = 0.4
_NOISE_SHARE = 0.3


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    patch, mask = _placed_object(base, rng, library)
    if rng.random() < 0.5:
        patch = _with_colours_of(base.pixels, patch, mask)
    return paste(base.pixels, patch, mask, draw_feather(rng)), mask


def _placed_object(
    base: Photo, rng: np.random.Generator, library: Library
) -> tuple[Pixels, Pixels]:
    canvas = base.pixels.shape[:2]
    for _ in range(_TRIES):
        donor = library.pick(rng)
        if donor.name == base.name and len(library) > 1:
            continue
        cut = object_mask(donor, rng)
        area_px = np.exp(rng.uniform(np.log(MIN_AREA), np.log(MAX_AREA))) * base.pixels[..., 0].size
        scale = float(np.clip(np.sqrt(area_px / np.count_nonzero(cut)), *_SCALE))
        turn = rng.uniform(-180, 180) if rng.random() < 0.3 else 0.0
        matrix = placement(cut, canvas, scale, turn, bool(rng.random() < 0.5), rng)
        pixels, cut = _object_box(donor.pixels, cut, matrix)
        pixels = own_history(pixels, rng, _DONOR_JPEG_SHARE)
        if rng.random() < _NOISE_SHARE:
            pixels = noise(pixels, (1, 6), rng)
        patch, mask = warp(pixels, cut, matrix, canvas, rng)
        if area_allowed(mask):
            return patch, mask
    raise RuntimeError(f"{base.name}: no donor object of allowed area in {_TRIES} tries")


def _object_box(pixels: Pixels, cut: Pixels, matrix: np.ndarray) -> tuple[Pixels, Pixels]:
    """Cuts photo and mask to the object's box; moves the matrix's origin along, in place."""
    x, y, width, height = cv2.boundingRect(cut)
    left, top = max(0, x - 8), max(0, y - 8)
    box = np.s_[top : y + height + 8, left : x + width + 8]
    matrix[:, 2] += matrix[:, :2] @ np.array([left, top])
    return pixels[box], cut[box]


def _with_colours_of(base: Pixels, patch: Pixels, mask: Pixels) -> Pixels:
    """Mean and deviation of the object's Lab channels moved halfway to the base's."""
    box = np.s_[slice(*_span(mask, 1)), slice(*_span(mask, 0))]
    lab = cv2.cvtColor(patch[box], cv2.COLOR_RGB2LAB).astype(np.float32)
    mean, deviation = cv2.meanStdDev(lab, mask=mask[box])
    goal_mean, goal_deviation = cv2.meanStdDev(cv2.cvtColor(base, cv2.COLOR_RGB2LAB))
    gain = np.sqrt(np.clip(goal_deviation / np.maximum(deviation, 1), 0.5, 2)).ravel()
    shift = ((goal_mean + mean) / 2).ravel()
    moved = np.clip(np.rint((lab - mean.ravel()) * gain + shift), 0, 255).astype(np.uint8)
    coloured = patch.copy()
    coloured[box] = cv2.cvtColor(moved, cv2.COLOR_LAB2RGB)
    return coloured


def _span(mask: Pixels, axis: int) -> tuple[int, int]:
    used = np.flatnonzero(mask.any(axis=axis))
    return int(used[0]), int(used[-1]) + 1
