"""A region of a photograph once more elsewhere in it, at its own pixels."""

from typing import NamedTuple

import cv2
import numpy as np

from data.photographs import Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste, placement, warp
from forge.masks import area_allowed, object_mask

WINDOW_PIXELS = (300_000, 1_000_000)
_TRIES = 40
_LARGEST_SOURCE = 0.1
_KINDS = ("moved", "turned", "rescaled")
_KIND_SHARES = (0.6, 0.2, 0.2)
_SCALES = (0.8, 1.25)
_RETOUCHED_SHARE = 0.25
_GAINS = (0.92, 1.08)
_SHIFTS = (-8, 8)


class Planted(NamedTuple):
    """``source`` and ``copy`` are masks {0, 1} of the two sides; ``kind`` says what was done."""

    image: Pixels
    source: Pixels
    copy: Pixels
    kind: str


def window_of(photo: Photo, rng: np.random.Generator) -> Photo:
    """A part of the photograph as large as is drawn, or all of a smaller one; nothing is scaled."""
    height, width = photo.pixels.shape[:2]
    area = np.exp(rng.uniform(*np.log(WINDOW_PIXELS)))
    share = min(1, np.sqrt(area / (height * width)))
    rows, columns = int(height * share), int(width * share)
    top, left = rng.integers(0, height - rows + 1), rng.integers(0, width - columns + 1)
    place = (slice(top, top + rows), slice(left, left + columns))
    segments = None if photo.segments is None else photo.segments[place]
    return Photo(photo.name, np.ascontiguousarray(photo.pixels[place]), segments)


def plant(photo: Photo, rng: np.random.Generator) -> Planted:
    """Raises RuntimeError where no region finds a second place."""
    canvas = photo.pixels.shape[:2]
    kind = str(rng.choice(_KINDS, p=_KIND_SHARES))
    turn = rng.uniform(-180, 180) if kind == "turned" else 0.0
    scale = float(np.exp(rng.uniform(*np.log(_SCALES)))) if kind == "rescaled" else 1.0
    for _ in range(_TRIES):
        source = object_mask(photo, rng, _LARGEST_SOURCE)
        matrix = placement(source, canvas, scale, turn, False, rng)
        if kind == "moved":
            matrix[:, 2] = np.rint(matrix[:, 2])
        patch, copy = warp(photo.pixels, source, matrix, canvas, rng)
        if area_allowed(copy) and not touches(source, copy):
            image = paste(photo.pixels, _retouched(patch, rng), copy, draw_feather(rng))
            return Planted(image, source, copy, kind)
    raise RuntimeError(f"{photo.name}: no region can be copied within {_TRIES} tries")


def _retouched(patch: Pixels, rng: np.random.Generator) -> Pixels:
    """Some copies are lit to fit in where they are pasted."""
    if rng.random() >= _RETOUCHED_SHARE:
        return patch
    lit = patch * rng.uniform(*_GAINS) + rng.uniform(*_SHIFTS)
    return np.clip(np.rint(lit), 0, 255).astype(np.uint8)


def touches(source: Pixels, copy: Pixels) -> bool:
    around = cv2.dilate(copy, np.ones((9, 9), np.uint8))
    return bool((around & source).any())
