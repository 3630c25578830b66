"""Cuts a window into regions."""

import numpy as np
from numpy.typing import NDArray

from data.pixels import Pixels

_COUNT = (3, 8)
_CELL_WEIGHT = (0.7, 1.4)
_HALF_AXIS = (0.06, 0.35)
"""Of a rectangle or an ellipse, as shares of the window's side."""

Grid = NDArray[np.float32]


def region_labels(side: int, rng: np.random.Generator) -> Pixels:
    """(side, side) of 0 to at most 7: cells around random points, or rectangles or ellipses on a
    ground, which is 0. Later ones lie over earlier ones and may hide them."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    count = int(rng.integers(_COUNT[0], _COUNT[1] + 1))
    kind = rng.choice(["cells", "rectangles", "ellipses"], p=[0.45, 0.25, 0.3])
    if kind == "cells":
        return _cells(y, x, count, rng)
    labels = np.zeros((side, side), np.uint8)
    for region in range(1, count):
        across, along = _own_axes(y, x, rng)
        inside = (
            np.maximum(abs(across), abs(along)) if kind == "rectangles" else across**2 + along**2
        )
        labels[inside < 1] = region
    return labels


def _cells(y: Grid, x: Grid, count: int, rng: np.random.Generator) -> Pixels:
    """Each pixel belongs to its nearest point; some points reach further than others."""
    rows, columns = rng.uniform(0, len(y), (2, count, 1, 1))
    weight = rng.uniform(*_CELL_WEIGHT, (count, 1, 1))
    return (((y - rows) ** 2 + (x - columns) ** 2) * weight).argmin(0).astype(np.uint8)


def _own_axes(y: Grid, x: Grid, rng: np.random.Generator) -> tuple[Grid, Grid]:
    """Coordinates in a turned frame whose edges lie at -1 and 1."""
    side = len(y)
    row, column = rng.uniform(0, side, 2)
    half_across, half_along = side * rng.uniform(*_HALF_AXIS, 2)
    turn = rng.uniform(0, np.pi)
    across = (x - column) * np.cos(turn) + (y - row) * np.sin(turn)
    along = (y - row) * np.cos(turn) - (x - column) * np.sin(turn)
    return across / half_across, along / half_along
