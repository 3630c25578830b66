"""Exemplar fill: a hole covered with patches from around it.

From its edge inwards on a small copy, ring by ring, each pixel goes to the patch that best fits
what is known around it, among those that its neighbours went to and some at random (the two
searches of PatchMatch, Barnes et al. 2009). Full-size pixels go the same ways.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from data.pixels import Pixels

_PATCH_PX = 7
# Of the small copy: bounds the time.
_HOLE_PX = 2000
_SURROUND_PX = 24
_RANDOM_TRIES = 64
_NEIGHBOURS = [(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column]

Offsets = NDArray[np.int64]


def exemplar_fill(image: Pixels, mask: Pixels, rng: np.random.Generator) -> Pixels:
    """(H, W, 3) with the pixels of the mask copied from elsewhere in the picture."""
    factor = max(1, int(np.ceil(np.sqrt(np.count_nonzero(mask) / _HOLE_PX))))
    box = _surroundings(mask, factor)
    filled = image.copy()
    filled[box] = _filled(image[box], mask[box], factor, rng)
    return filled


def _surroundings(mask: Pixels, factor: int) -> tuple[slice, slice]:
    x, y, width, height = cv2.boundingRect(mask)
    margin = _SURROUND_PX * factor
    rows = slice(max(0, y - margin), y + height + margin)
    return rows, slice(max(0, x - margin), x + width + margin)


def _filled(image: Pixels, mask: Pixels, factor: int, rng: np.random.Generator) -> Pixels:
    size = tuple(-(-side // factor) for side in mask.shape[::-1])
    hole = (cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0).astype(
        "u1"
    )
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    sources = np.argwhere(cv2.dilate(hole, np.ones((_PATCH_PX,) * 2, np.uint8)) == 0)
    if len(sources) == 0:
        return cv2.inpaint(image, mask, 3, cv2.INPAINT_TELEA)
    field = _ways(small, hole, sources, rng)
    offsets = cv2.resize(
        field.astype(np.float32), mask.shape[::-1], interpolation=cv2.INTER_NEAREST
    )
    rows, columns = np.nonzero(mask)
    move = (offsets[rows, columns] * factor).astype(np.int64)
    filled = image.copy()
    filled[rows, columns] = image[
        np.clip(rows + move[:, 0], 0, mask.shape[0] - 1),
        np.clip(columns + move[:, 1], 0, mask.shape[1] - 1),
    ]
    return filled


def _ways(image: Pixels, hole: Pixels, sources: Offsets, rng: np.random.Generator) -> Offsets:
    """(h, w, 2): from each pixel of the hole the way (rows, columns) to the patch that fits."""
    usable = np.zeros(hole.shape, bool)
    usable[tuple(sources.T)] = True
    image, known = image.copy(), 1 - hole
    field = np.zeros((*hole.shape, 2), np.int64)
    while not known.all():
        ring = np.argwhere((known == 0) & (cv2.dilate(known, np.ones((3, 3), np.uint8)) == 1))
        found = _best(image, known, ring, _candidates(field, ring, sources, rng), usable)
        field[tuple(ring.T)] = found - ring
        image[tuple(ring.T)] = image[tuple(found.T)]
        known[tuple(ring.T)] = 1
    return field


def _candidates(
    field: Offsets, ring: Offsets, sources: Offsets, rng: np.random.Generator
) -> Iterator[Offsets]:
    last = np.array(field.shape[:2]) - 1
    # The first must be a source: it stands until another one fits better.
    for _ in range(_RANDOM_TRIES):
        yield sources[rng.integers(len(sources), size=len(ring))]
    for step in _NEIGHBOURS:
        neighbours = np.clip(ring + step, 0, last)
        yield np.clip(ring + field[tuple(neighbours.T)], 0, last)


def _best(
    image: Pixels,
    known: Pixels,
    ring: Offsets,
    candidates: Iterator[Offsets],
    usable: NDArray[np.bool_],
) -> Offsets:
    """For each pixel of the ring the candidate whose patch differs least where it is known."""
    patches = _patches(image)
    wanted = patches[tuple(ring.T)].astype(np.int32)
    weights = _patches(known[..., None])[tuple(ring.T)]
    found, best = ring, np.full(len(ring), np.iinfo(np.int64).max)
    for candidate in candidates:
        difference = np.square(patches[tuple(candidate.T)] - wanted) * weights
        distance = difference.sum(axis=(1, 2, 3))
        better = ((distance < best) & usable[tuple(candidate.T)])[:, None]
        found, best = np.where(better, candidate, found), np.where(better[:, 0], distance, best)
    return found


def _patches(image: Pixels) -> Pixels:
    """(h, w, C) -> (h, w, C, P, P): the patch around each pixel."""
    reach = _PATCH_PX // 2
    padded = np.pad(image, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    return sliding_window_view(padded, (_PATCH_PX, _PATCH_PX), axis=(0, 1))
