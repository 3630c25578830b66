"""Holes as benchmarks of inpainting draw them: strokes of a brush and rectangles, many at once."""

import cv2
import numpy as np

from data.pixels import Pixels

_AREA = (0.03, 0.5)
_STROKES, _RECTANGLES = (2, 9), (0, 5)
_CORNERS = (3, 9)
_WIDTH = (0.03, 0.13)
_STEP = (0.05, 0.25)
_SIDE = (0.05, 0.3)
"""Of the picture's shorter side."""
_TRIES = 8


def irregular_region(shape: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """(H, W) of {0, 1}, 3 to 50 % of the picture, or nearly so."""
    region = np.zeros(shape, np.uint8)
    for _ in range(_TRIES):
        region = _drawn(shape, rng)
        if _AREA[0] <= region.mean() <= _AREA[1]:
            break
    return region


def _drawn(shape: tuple[int, int], rng: np.random.Generator) -> Pixels:
    region, side = np.zeros(shape, np.uint8), min(shape)
    for _ in range(int(rng.integers(*_STROKES))):
        points = _walk(shape, rng)
        width = max(1, round(side * rng.uniform(*_WIDTH)))
        cv2.polylines(region, [points], False, 1, width)
    for _ in range(int(rng.integers(*_RECTANGLES))):
        top, left = (int(rng.integers(length)) for length in shape)
        high, wide = (max(1, round(side * rng.uniform(*_SIDE))) for _ in range(2))
        region[top : top + high, left : left + wide] = 1
    return region


def _walk(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Corners (n, 2) as x, y; each step turns by some angle, as a hand does."""
    count = int(rng.integers(*_CORNERS))
    turns = np.cumsum(rng.normal(0, 1, count)) + rng.uniform(0, 2 * np.pi)
    steps = min(shape) * rng.uniform(*_STEP, count)
    way = np.stack([np.cos(turns), np.sin(turns)], axis=1) * steps[:, None]
    start = rng.uniform(0, 1, 2) * shape[::-1]
    return np.rint(start + np.cumsum(way, axis=0)).astype(np.int32)
