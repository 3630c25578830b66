"""Outlines -> the pixels that they cover, as ``core/copies/outline/covered-pixels.ts`` does."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Region = NDArray[np.bool_]
Corner = tuple[float, float]
Polygon = Sequence[Corner]
"""Corners (x, y) in pixels, in their order; pixel (0, 0) is from corner 0, 0 to 1, 1."""


def covered_pixels(polygons: Iterable[Polygon], height: int, width: int) -> Region:
    """(height, width): true where a pixel's middle lies within one of the polygons."""
    region = np.zeros((height, width), np.bool_)
    for polygon in polygons:
        for row in range(height):
            crossings = _crossings(polygon, row + 0.5)
            for left, right in zip(crossings[::2], crossings[1::2], strict=True):
                first, end = (int(np.ceil(x - 0.5)) for x in (left, right))
                region[row, max(first, 0) : max(end, 0)] = True
    return region


def _crossings(polygon: Polygon, y: float) -> list[float]:
    """Where the border crosses a line, from the left."""
    ends = [*polygon[1:], polygon[0]]
    return sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in zip(polygon, ends, strict=True)
        if (y0 <= y) != (y1 <= y)
    )
