"""What is printed, built or drawn several times."""

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels
from forge.processings.overlays import FONTS, random_text, write_text

Size = tuple[int, int]
"""(height, width)."""


def photo_motif(size: Size, rng: np.random.Generator, library: Library) -> Pixels:
    """A part of a photograph, as on printed paper."""
    pixels = library.pick(rng).pixels
    side = int(rng.uniform(0.2, 0.8) * min(pixels.shape[:2]))
    top = rng.integers(0, pixels.shape[0] - side + 1)
    left = rng.integers(0, pixels.shape[1] - side + 1)
    part = pixels[top : top + side, left : left + side]
    return cv2.resize(part, size[::-1], interpolation=cv2.INTER_AREA)


def drawn_motif(size: Size, rng: np.random.Generator, _: Library) -> Pixels:
    """Discs, polygons and strokes in a few colours."""
    motif = ground(size, rng)
    for _ in range(int(rng.integers(4, 25))):
        centre = rng.uniform(0, 1, 2) * size[::-1]
        radius = rng.uniform(0.04, 0.3) * min(size)
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 12))))
        radii = radius * rng.uniform(0.4, 1, (len(angles), 1))
        corners = centre + radii * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(motif, [np.rint(corners).astype(np.int32)], _colour(rng), cv2.LINE_AA)
    return motif


def brick_motif(size: Size, rng: np.random.Generator, _: Library) -> Pixels:
    """A brick or tile in its joint; its face has a grain that is printed or pressed."""
    height, width = size
    motif = ground(size, rng)
    joint = max(1, int(rng.uniform(0.02, 0.08) * min(size)))
    face = motif[joint : height - joint, joint : width - joint]
    grain = rng.normal(0, rng.uniform(2, 25), face.shape[:2])
    grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.6, 4))[..., None]
    face[:] = np.clip(grain + _colour(rng), 0, 255)
    return motif


def window_motif(size: Size, rng: np.random.Generator, _: Library) -> Pixels:
    """A window in its wall: a frame, panes, a sill."""
    height, width = size
    motif = ground(size, rng)
    top, left = int(height * rng.uniform(0.1, 0.25)), int(width * rng.uniform(0.1, 0.3))
    bottom, right = height - top, width - left
    cv2.rectangle(motif, (left, top), (right, bottom), _colour(rng), -1)
    rows, columns = rng.integers(1, 4, 2)
    bar = max(1, int(0.03 * min(size)))
    for row in range(rows):
        for column in range(columns):
            y = top + (bottom - top) * row // rows
            x = left + (right - left) * column // columns
            end = (x + (right - left) // columns - bar, y + (bottom - top) // rows - bar)
            cv2.rectangle(motif, (x + bar, y + bar), end, _colour(rng, 110), -1)
    cv2.line(motif, (left - bar, bottom), (right + bar, bottom), _colour(rng), 2 * bar, cv2.LINE_AA)
    return motif


def text_motif(size: Size, rng: np.random.Generator, _: Library) -> Pixels:
    """Lines of text."""
    motif = ground(size, rng)
    ink = (0,) * 3 if motif.mean() > 128 else (255,) * 3
    font, text_px = FONTS[rng.integers(len(FONTS))], int(rng.integers(9, max(10, size[0] // 3)))
    for baseline in range(text_px + 3, size[0], 2 * text_px):
        write_text(motif, random_text(rng), (int(rng.integers(2, 9)), baseline), text_px, font, ink)
    return motif


def pictogram_motif(size: Size, rng: np.random.Generator, library: Library) -> Pixels:
    """A sign in a disc or box."""
    motif = ground(size, rng)
    radius = int(0.45 * min(size))
    centre = (size[1] // 2, size[0] // 2)
    cv2.circle(motif, centre, radius, _colour(rng), -1, cv2.LINE_AA)
    inner = drawn_motif((radius, radius), rng, library)
    top, left = centre[1] - radius // 2, centre[0] - radius // 2
    motif[top : top + radius, left : left + radius] = inner
    return motif


def ground(size: Size, rng: np.random.Generator) -> Pixels:
    return np.full((*size, 3), _colour(rng), np.uint8)


def _colour(rng: np.random.Generator, most: float = 256) -> tuple[int, ...]:
    grey = rng.uniform(0, most)
    return tuple(map(int, np.clip(grey + rng.normal(0, 25, 3), 0, 255)))


MOTIFS = {
    "photo": photo_motif,
    "drawn": drawn_motif,
    "bricks": brick_motif,
    "windows": window_motif,
    "text": text_motif,
    "pictograms": pictogram_motif,
}
