"""What is laid over a picture: a piece of another, the picture moved, both with its colours."""

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.traces import interpolation

_GAIN = (0.6, 1.6)
_LEAST_MOVE = 0.15
"""Of the shorter side."""


def piece(pixels: Pixels, shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Pixels:
    """A random piece at ``scale``, or larger where ``pixels`` are too small: (*shape, 3)."""
    scale = max(scale, *(wanted / has for wanted, has in zip(shape, pixels.shape[:2], strict=True)))
    high, wide = (int(side / scale) for side in shape)
    top, left = (
        int(rng.integers(has - needed + 1))
        for has, needed in zip(pixels.shape[:2], (high, wide), strict=True)
    )
    cut = np.ascontiguousarray(pixels[top : top + high, left : left + wide])
    if cut.shape[:2] == shape:
        return cut
    return cv2.resize(cut, shape[::-1], interpolation=interpolation(scale, rng))


def moved(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """By whole pixels, so that copies are exact; what comes in from outside is a reflection."""
    height, width = pixels.shape[:2]
    way = rng.uniform(_LEAST_MOVE, 0.5) * min(height, width)
    turn = rng.uniform(0, 2 * np.pi)
    down, right = round(way * np.sin(turn)), round(way * np.cos(turn))
    shift = np.array([[1, 0, right], [0, 1, down]], np.float32)
    options = {"flags": cv2.INTER_NEAREST, "borderMode": cv2.BORDER_REFLECT_101}
    return cv2.warpAffine(pixels, shift, (width, height), **options)


def with_colours_of(base: Pixels, patch: Pixels, region: Pixels, share: float) -> Pixels:
    """Mean and deviation of each channel inside the region go ``share`` of the way to the base's.

    ``share`` in 0..1; the base is looked at in the box around the region.
    """
    x, y, width, height = cv2.boundingRect(region)
    box = np.s_[y : y + height, x : x + width]
    mean, deviation = (part.ravel() for part in cv2.meanStdDev(patch, mask=region))
    goal_mean, goal_deviation = (part.ravel() for part in cv2.meanStdDev(base[box]))
    gain = np.clip(goal_deviation / np.maximum(deviation, 1), *_GAIN) ** share
    shifted = (patch - mean) * gain + mean + share * (goal_mean - mean)
    return np.clip(np.rint(shifted), 0, 255).astype(np.uint8)
