"""Pictures full of copies that know, for each pixel, where in the photograph it was taken from."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from forge.sources import Pixels
from training.augment import recompress, toned

_COPIES = (3, 9)
_RADIUS = (0.05, 0.2)
"""Of a copied part, as a share of the picture's side."""
_SMALLEST_PX = 400
"""A part of fewer pixels covers no cell of 8 px whole."""
_MIXED_PX = 30
"""A cell whose pixels come from places farther apart than this holds an edge of a copy."""
_NOWHERE = (-1e4, -1e4)


@dataclass(frozen=True)
class TwinPicture:
    """``image`` (S, S, 3) RGB; per cell of the grid, row by row: ``origins`` (n, 2), the x and y
    in pixels it was taken from, and ``whole`` (n,), whether it was taken from one place."""

    image: Pixels
    origins: NDArray[np.float32]
    whole: NDArray[np.bool_]


def twin_picture(photo: Pixels, cell: int, rng: Generator) -> TwinPicture:
    """A square picture with parts copied within it, turned, scaled and mirrored as the forge does;
    then blurred, saved as JPEG or toned."""
    if rng.random() < 0.4:
        photo = recompress(photo, int(rng.integers(50, 96)))
    side = photo.shape[0]
    columns, rows = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side))
    places = np.stack([columns, rows.astype(np.float32)], axis=-1)
    image, origin = photo, places
    for _ in range(int(rng.integers(*_COPIES))):
        part = _part(side, rng)
        if np.count_nonzero(part) >= _SMALLEST_PX:
            matrix = _move(part, rng)
            covered = _warped(part, matrix, cv2.INTER_NEAREST)[..., None] > 0
            image = np.where(covered, _warped(photo, matrix, cv2.INTER_LINEAR), image)
            moved = cv2.warpAffine(places, matrix, (side, side), borderValue=_NOWHERE)
            origin = np.where(covered, moved, origin)
    origins, whole = cell_origins(origin, cell)
    return TwinPicture(_processed(image, rng), origins, whole)


def cell_origins(
    origin: NDArray[np.float32], cell: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Per pixel (S, S, 2) -> per cell: the origin of its centre (n, 2), whether it is one (n,)."""
    grid = origin.shape[0] // cell
    cells = origin.reshape(grid, cell, grid, cell, 2)
    middle = slice(cell // 2 - 1, cell // 2 + 1)
    centre = cells[:, middle, :, middle].mean(axis=(1, 3))
    spread = (cells.max(axis=(1, 3)) - cells.min(axis=(1, 3))).max(axis=-1)
    return centre.reshape(-1, 2), (spread <= _MIXED_PX).reshape(-1)


def _part(side: int, rng: Generator) -> Pixels:
    """A star-shaped polygon {0, 1} somewhere in the picture."""
    radius = side * rng.uniform(*_RADIUS)
    corners = int(rng.integers(4, 12))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = radius * rng.uniform(0.5, 1.2, corners)
    centre = rng.uniform(radius * 0.6, side - radius * 0.6, 2)
    outline = centre + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32)], 1)
    return mask


def _move(part: Pixels, rng: Generator) -> NDArray[np.float64]:
    """(2, 3): the forge's scales, turns and mirrors, and a new centre."""
    scale = rng.uniform(0.7, 1.4) if rng.random() < 0.5 else 1.0
    turn = np.deg2rad(rng.uniform(-180, 180)) if rng.random() < 0.4 else 0.0
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if rng.random() < 0.3:
        linear[:, 0] *= -1
    side = part.shape[0]
    rows, columns = np.nonzero(part)
    target = rng.uniform(0.08 * side, 0.92 * side, 2)
    return np.column_stack([linear, target - linear @ np.array([columns.mean(), rows.mean()])])


def _warped(image: Pixels, matrix: NDArray[np.float64], interpolation: int) -> Pixels:
    size = image.shape[1::-1]
    return cv2.warpAffine(image, matrix, size, flags=interpolation, borderMode=cv2.BORDER_CONSTANT)


def _processed(image: Pixels, rng: Generator) -> Pixels:
    if rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.5)))
    if rng.random() < 0.5:
        image = recompress(image, int(rng.integers(50, 98)))
    return toned(image, rng) if rng.random() < 0.3 else image
