"""A copy laid where its surroundings look most like those of its source, as who hides it would."""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.photographs import Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste
from forge.copies.planted_copy import Planted, touches
from forge.masks import object_mask

_TRIES = 40
_LARGEST_SOURCE = 0.05
_RING_PX = 24
_COARSE = 4
"""Places are compared in a picture that is smaller by so much."""
_PLACES = 30
_APART_PX = 32


def hide(photo: Photo, rng: np.random.Generator) -> Planted:
    """Moved by whole pixels. Raises RuntimeError where no region finds a second place."""
    for _ in range(_TRIES):
        source = object_mask(photo, rng, _LARGEST_SOURCE)
        for down, right in _alike_places(photo.pixels, source):
            copy = _shifted(source, down, right)
            if copy.sum() == source.sum() and not touches(source, copy):
                patch = _shifted(photo.pixels, down, right)
                image = paste(photo.pixels, patch, copy, draw_feather(rng))
                return Planted(image, source, copy, "hidden")
    raise RuntimeError(f"{photo.name}: no region can be hidden within {_TRIES} tries")


def _alike_places(pixels: Pixels, source: Pixels) -> list[tuple[int, int]]:
    """Offsets (down, right) at which the ring around the source is most alike, the best first."""
    small = cv2.resize(pixels, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    size = small.shape[1::-1]
    region = cv2.resize(source, size, interpolation=cv2.INTER_NEAREST)
    reach = 2 * (_RING_PX // _COARSE) + 1
    ring = cv2.dilate(region, np.ones((reach, reach), np.uint8)) - region
    left, top, width, height = cv2.boundingRect(ring)
    place = (slice(top, top + height), slice(left, left + width))
    mask = np.repeat(ring[place][..., None].astype(np.float32), 3, axis=2)
    difference = cv2.matchTemplate(small, small[place], cv2.TM_SQDIFF, mask=mask)
    return [
        (_COARSE * (row - top), _COARSE * (column - left)) for row, column in _lowest(difference)
    ]


def _lowest(difference: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Places (row, column) of the least values, apart from each other."""
    apart = _APART_PX // _COARSE
    found = []
    for _ in range(_PLACES):
        row, column = np.unravel_index(difference.argmin(), difference.shape)
        found.append((int(row), int(column)))
        top, left = max(0, row - apart), max(0, column - apart)
        difference[top : row + apart, left : column + apart] = np.inf
    return found


def _shifted(pixels: Pixels, down: int, right: int) -> Pixels:
    """Moved; zeros where nothing comes."""
    height, width = pixels.shape[:2]
    moved = np.zeros_like(pixels)
    rows = slice(max(0, down), min(height, height + down))
    columns = slice(max(0, right), min(width, width + right))
    from_rows = slice(max(0, -down), min(height, height - down))
    from_columns = slice(max(0, -right), min(width, width - right))
    moved[rows, columns] = pixels[from_rows, from_columns]
    return moved
