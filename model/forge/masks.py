"""Regions to manipulate: objects out of segmentations, random outlines, letters."""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.photographs import Photo
from data.pixels import Pixels
from forge.processings.overlays import FONTS, random_text, write_text

MIN_AREA = 0.005
MAX_AREA = 0.4
_TRIES = 20
_SEGMENT_SHARE = 0.7
_TEXT_SHARE = 0.08
_GLYPH_PX = 64

Outline = NDArray[np.float64]


def area_fraction(mask: Pixels) -> float:
    return np.count_nonzero(mask) / mask.size


def area_allowed(mask: Pixels, largest: float = MAX_AREA) -> bool:
    return MIN_AREA <= area_fraction(mask) <= largest


def object_mask(photo: Photo, rng: np.random.Generator, largest: float = MAX_AREA) -> Pixels:
    """A mask {0, 1} (H, W) on the photo: one of its own objects where known, else an outline.

    Letters in one of twelve draws.
    """
    if rng.random() < _TEXT_SHARE:
        mask = text_mask(photo.pixels.shape[:2], rng, largest)
        if mask is not None:
            return mask
    if photo.segments is not None and rng.random() < _SEGMENT_SHARE:
        mask = segment_mask(photo.segments, rng, largest)
        if mask is not None:
            return mask
    return outline_mask(photo.pixels.shape[:2], rng, largest)


def segment_mask(
    labels: Pixels, rng: np.random.Generator, largest: float = MAX_AREA
) -> Pixels | None:
    """The largest connected part of one label of allowed area; None when no label has one."""
    counts = np.bincount(labels.ravel(), minlength=256) / labels.size
    candidates = np.flatnonzero((counts >= MIN_AREA) & (counts <= MAX_AREA))
    for label in rng.permutation(candidates):
        _, parts, stats, _ = cv2.connectedComponentsWithStats((labels == label).astype(np.uint8))
        part = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
        mask = (parts == part).astype(np.uint8)
        if area_allowed(mask, largest):
            return mask
    return None


def text_mask(
    shape: tuple[int, int], rng: np.random.Generator, largest: float = MAX_AREA
) -> Pixels | None:
    """Letters somewhere in the image; None when they cannot fill the area that was drawn."""
    ink = _ink(random_text(rng, (1, 3)), FONTS[rng.integers(len(FONTS))])
    area = _draw_area(rng, largest) * shape[0] * shape[1]
    room = min(shape[0] / ink.shape[0], shape[1] / ink.shape[1])
    scale = min(room, np.sqrt(area / np.count_nonzero(ink)))
    size = [max(1, int(side * scale)) for side in ink.shape[::-1]]
    letters = cv2.resize(ink, size, interpolation=cv2.INTER_NEAREST)
    top, left = (
        int(rng.integers(0, outer - inner + 1))
        for outer, inner in zip(shape, letters.shape, strict=True)
    )
    mask = np.zeros(shape, np.uint8)
    mask[top : top + letters.shape[0], left : left + letters.shape[1]] = letters
    return mask if area_allowed(mask, largest) else None


def _ink(text: str, font: int) -> Pixels:
    """The text in thick strokes, {0, 1}, cut to its box."""
    canvas = np.zeros((3 * _GLYPH_PX, 2 * _GLYPH_PX * (len(text) + 1)), np.uint8)
    start = (_GLYPH_PX, 2 * _GLYPH_PX)
    write_text(canvas, text, start, _GLYPH_PX, font, (255,), bold_px=_GLYPH_PX // 8)
    canvas = (canvas > 127).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(canvas)
    return canvas[y : y + height, x : x + width]


def _draw_area(rng: np.random.Generator, largest: float) -> float:
    return float(np.exp(rng.uniform(np.log(MIN_AREA), np.log(largest))))


def outline_mask(
    shape: tuple[int, int], rng: np.random.Generator, largest: float = MAX_AREA
) -> Pixels:
    """A polygon, a smooth blob or an ellipse, its area log-uniform in the allowed range."""
    draw = (_polygon, _blob, _ellipse)
    for _ in range(_TRIES):
        area = _draw_area(rng, largest)
        mask = _filled(draw[rng.integers(len(draw))](rng), area, shape, rng)
        if area_allowed(mask, largest):
            return mask
    raise RuntimeError(f"no outline of allowed area fits an image of {shape}")


def _polygon(rng: np.random.Generator) -> Outline:
    corners = int(rng.integers(3, 11))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    return _polar(angles, rng.uniform(0.4, 1, corners))


def _blob(rng: np.random.Generator) -> Outline:
    """A closed curve of quadratic Bezier arcs between the midpoints of a polygon's sides."""
    control = _polygon(rng)
    start = (control + np.roll(control, 1, axis=0)) / 2
    end = np.roll(start, -1, axis=0)
    t = np.linspace(0, 1, 12, endpoint=False)[None, :, None]
    arcs = (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * control[:, None] + t**2 * end[:, None]
    return arcs.reshape(-1, 2)


def _ellipse(rng: np.random.Generator) -> Outline:
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    turn = rng.uniform(0, np.pi)
    axes = np.array([1.0, rng.uniform(0.35, 1)])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (_polar(angles, np.ones(64)) * axes) @ rotation.T


def _polar(angles: Outline, radii: Outline) -> Outline:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]


def _filled(
    outline: Outline, area: float, shape: tuple[int, int], rng: np.random.Generator
) -> Pixels:
    """The outline scaled to the area and placed at random wholly inside the image."""
    room = np.array([shape[1] - 1.0, shape[0] - 1.0])
    x, y = outline.T
    enclosed = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    points = outline * np.sqrt(area * shape[0] * shape[1] / max(enclosed, 1e-6))
    points *= np.minimum(1, room / np.ptp(points, axis=0))
    points -= points.min(axis=0)
    points += rng.uniform(0, 1, 2) * (room - points.max(axis=0))
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.rint(points).astype(np.int32)], 1)
    return mask
