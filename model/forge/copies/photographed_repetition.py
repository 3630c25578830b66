"""Repetition that is natural: printed, built or tiled several times, then photographed once.

Each of them has its own place to parts of a pixel, its own light and its own noise of the sensor.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.photographs import Library
from data.pixels import Pixels
from forge.copies.motifs import MOTIFS

PERIOD_PX = (40, 400)
_WIDTH_PX = (560, 1000)
_SCATTERED_SHARE = 0.3
_EXACT_PRINT_SHARE = 0.5
_MOTIF_SHARES = (0.3, 0.2, 0.1, 0.1, 0.15, 0.15)
_TRIES = 60

Picture = NDArray[np.float32]


def repetition(rng: np.random.Generator, library: Library) -> tuple[Pixels, str]:
    """A picture and the name of its motif."""
    name = str(rng.choice(list(MOTIFS), p=_MOTIF_SHARES))
    width = int(rng.integers(*_WIDTH_PX))
    shape = (int(width * rng.uniform(0.6, 0.85)), width)
    period = np.exp(rng.uniform(*np.log(PERIOD_PX)))
    size = (int(period * rng.uniform(0.6, 1.2)), int(period))
    motif = MOTIFS[name](size, rng, library)
    if rng.random() < _SCATTERED_SHARE:
        scene = _scattered(motif, shape, rng, library)
    else:
        scene = _tiled(motif, shape, rng)
    return photographed(scene, rng), name


def _tiled(motif: Pixels, shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    """A lattice over the whole picture, every other row moved in half of the draws."""
    height, width = motif.shape[:2]
    jitter = 0.0 if rng.random() < _EXACT_PRINT_SHARE else rng.uniform(0.1, 1)
    moved = int(rng.integers(2)) * width // 2
    scene = np.zeros((*shape, 3), np.float32)
    for row, top in enumerate(range(0, shape[0], height)):
        for left in range(-(row % 2) * moved, shape[1], width):
            _lay(scene, _instance(motif, jitter, rng), top, left)
    return scene


def _scattered(
    motif: Pixels, shape: tuple[int, int], rng: np.random.Generator, library: Library
) -> Picture:
    """Two to eight of them on what a photograph shows."""
    pixels = library.pick(rng).pixels
    scene = cv2.resize(pixels, shape[::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.5, 3))
    height, width = (min(side, most // 3) for side, most in zip(motif.shape, shape, strict=False))
    motif = motif[:height, :width]
    jitter = rng.uniform(0, 1)
    wanted, taken = int(rng.integers(2, 9)), np.zeros(shape, np.bool_)
    for _ in range(_TRIES):
        top, left = rng.integers(0, shape[0] - height + 1), rng.integers(0, shape[1] - width + 1)
        place = taken[top : top + height, left : left + width]
        if wanted > 0 and not place.any():
            place[:] = True
            _lay(scene, _instance(motif, jitter, rng), int(top), int(left))
            wanted -= 1
    return scene


def _instance(motif: Pixels, jitter: float, rng: np.random.Generator) -> Picture:
    """The same once more, a little off its place, turned and lit by a little."""
    if jitter == 0:
        return motif.astype(np.float32)
    height, width = motif.shape[:2]
    turn, scale = rng.normal(0, 0.4 * jitter), 1 + rng.normal(0, 0.004 * jitter)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    matrix[:, 2] += rng.normal(0, jitter, 2)
    size = (width, height)
    moved = cv2.warpAffine(
        motif, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )
    return moved.astype(np.float32) * np.float32(1 + rng.normal(0, 0.03 * jitter))


def _lay(scene: Picture, part: Picture, top: int, left: int) -> None:
    first = max(0, -left)
    target = scene[top : top + part.shape[0], max(0, left) : left + part.shape[1]]
    target[:] = part[: target.shape[0], first : first + target.shape[1]]


def photographed(scene: Picture, rng: np.random.Generator) -> Pixels:
    """From a slant, in uneven light, through a lens, with noise."""
    lit = _slanted(scene, rng) * _light(scene.shape[:2], rng)[..., None]
    seen = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.4, 1.3))
    grain = rng.standard_normal(seen.shape, np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.2, 0.7))
    level = np.exp(rng.uniform(np.log(0.4), np.log(4)))
    noise = grain / grain.std() * level * np.sqrt(np.clip(seen, 8, 255) / 128)
    return np.clip(np.rint(seen + noise), 0, 255).astype(np.uint8)


def _slanted(scene: Picture, rng: np.random.Generator) -> Picture:
    height, width = scene.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    slant = rng.choice([0, 0.002, 0.01, 0.04]) * width
    moved = corners + rng.uniform(-1, 1, (4, 2)) * slant + rng.uniform(-0.5, 0.5, 2)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    size = (width, height)
    return cv2.warpPerspective(
        scene, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )


def _light(shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    coarse = rng.uniform(0.75, 1.05, (3, 3)).astype(np.float32)
    return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
