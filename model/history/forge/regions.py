"""Where a picture is edited: 0.05 to 95 % of it, objects, outlines and blobs, one to three."""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.photographs import Library
from forge.masks import segment_mask

Region = NDArray[np.bool_]

_SMALLEST, _LARGEST = 0.0005, 0.6
_MAJORITY = (0.5, 0.95)
_MAJORITY_SHARE = 0.15
_SHAPES = ("blob", "object", "ellipse", "polygon", "box")
_SHAPE_SHARES = (0.27, 0.27, 0.2, 0.18, 0.08)


def draw_region(shape: tuple[int, int], rng: np.random.Generator, library: Library) -> Region:
    """(H, W). The majority of the picture in 15 % of the draws: a replaced background, mostly."""
    if rng.random() < _MAJORITY_SHARE:
        kept = 1 - rng.uniform(*_MAJORITY)
        return ~_part(shape, kept, rng, library)
    area = np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST)))
    parts = int(rng.choice([1, 1, 1, 2, 3]))
    region = np.zeros(shape, np.bool_)
    for _ in range(parts):
        region |= _part(shape, area / parts, rng, library)
    return region


def _part(
    shape: tuple[int, int], area: float, rng: np.random.Generator, library: Library
) -> Region:
    kind = rng.choice(_SHAPES, p=_SHAPE_SHARES)
    if kind == "blob":
        return _blob(shape, area, rng)
    if kind == "object":
        found = _object(shape, area, rng, library)
        if found is not None:
            return found
    canvas = np.zeros(shape, np.uint8)
    radius = np.sqrt(area * canvas.size / np.pi)
    stretch = np.exp(rng.uniform(-0.7, 0.7))
    centre = rng.uniform(0.05, 0.95, 2) * shape[::-1]
    if kind == "box":
        half = radius * 0.886 * np.array([stretch, 1 / stretch])
        cv2.rectangle(canvas, _point(centre - half), _point(centre + half), 1, cv2.FILLED)
    elif kind == "polygon":
        cv2.fillPoly(canvas, [_corners(centre, radius, stretch, rng)], 1)
    else:
        axes = (max(1, int(radius * stretch)), max(1, int(radius / stretch)))
        cv2.ellipse(canvas, _point(centre), axes, rng.uniform(0, 180), 0, 360, 1, cv2.FILLED)
    return canvas.astype(np.bool_)


def _point(xy: NDArray[np.float64]) -> tuple[int, int]:
    return int(xy[0]), int(xy[1])


def _corners(
    centre: NDArray[np.float64], radius: float, stretch: float, rng: np.random.Generator
) -> NDArray[np.int32]:
    count = int(rng.integers(3, 10))
    angles = np.sort(rng.uniform(0, 2 * np.pi, count))
    radii = radius * rng.uniform(0.7, 1.5, count)
    x, y = radii * np.cos(angles) * stretch, radii * np.sin(angles) / stretch
    return (centre + np.stack([x, y], axis=1)).astype(np.int32)


def _blob(shape: tuple[int, int], area: float, rng: np.random.Generator) -> Region:
    """Smooth noise over a hill, cut at the level that leaves the area."""
    grain = rng.uniform(0.03, 0.2) * max(shape)
    size = [max(4, int(side / grain * 2) + 3) for side in shape]
    noise = cv2.GaussianBlur(rng.standard_normal(size, np.float32), (0, 0), 0.8)
    noise = cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC)
    top, left = rng.uniform(0.1, 0.9, 2) * shape
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    distance = np.hypot(rows - top, columns - left) / np.sqrt(area * noise.size / np.pi)
    height = 0.35 * noise / noise.std() - distance
    return height > np.quantile(height[::4, ::4], 1 - area)


def _object(
    shape: tuple[int, int], area: float, rng: np.random.Generator, library: Library
) -> Region | None:
    """A segmented object of some photograph, scaled to the area and laid anywhere."""
    labelled = library.pick(rng)
    if labelled.segments is None:
        return None
    mask = segment_mask(labelled.segments, rng)
    if mask is None:
        return None
    x, y, width, height = cv2.boundingRect(mask)
    cut = mask[y : y + height, x : x + width]
    scale = np.sqrt(area * shape[0] * shape[1] / max(1, np.count_nonzero(cut)))
    rows, columns = (
        int(np.clip(side * scale, 2, limit)) for side, limit in zip(cut.shape, shape, strict=True)
    )
    top, left = rng.integers(0, shape[0] - rows + 1), rng.integers(0, shape[1] - columns + 1)
    region = np.zeros(shape, np.bool_)
    size = (columns, rows)
    placed = cv2.resize(cut, size, interpolation=cv2.INTER_NEAREST).astype(np.bool_)
    region[top : top + rows, left : left + columns] = placed
    return region
