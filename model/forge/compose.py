"""Pasting: soft edges, and an affine placement of a cut-out on a canvas."""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.pixels import Pixels
from forge.processings.traces import interpolation

MAX_FEATHER_PX = 3
Affine = NDArray[np.float64]


def paste(base: Pixels, patch: Pixels, mask: Pixels, feather_px: int) -> Pixels:
    """``patch`` over ``base`` where ``mask`` is 1; the edge fades over ``feather_px`` each way."""
    if feather_px == 0:
        return np.where(mask[..., None] == 1, patch, base)
    alpha = cv2.blur(mask.astype(np.float32), (2 * feather_px + 1,) * 2)[..., None]
    return np.rint(base + alpha * (patch.astype(np.float32) - base)).astype(np.uint8)


def draw_feather(rng: np.random.Generator) -> int:
    return int(rng.integers(0, MAX_FEATHER_PX + 1))


def placement(
    mask: Pixels,
    canvas: tuple[int, int],
    scale: float,
    turn_degrees: float,
    flip: bool,
    rng: np.random.Generator,
) -> Affine:
    """(2, 3) matrix that scales, turns and flips the masked object onto a random spot of a canvas.

    The object's box stays inside the canvas where it fits.
    """
    x, y, width, height = cv2.boundingRect(mask)
    turn = np.deg2rad(turn_degrees)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if flip:
        linear[:, 0] *= -1
    centre = np.array([x + width / 2, y + height / 2])
    half = np.abs(linear) @ np.array([width / 2, height / 2])
    size = np.array([canvas[1], canvas[0]])
    low = np.minimum(half, size / 2)
    target = rng.uniform(low, size - low)
    return np.column_stack([linear, target - linear @ centre])


def warp(
    image: Pixels,
    mask: Pixels,
    matrix: Affine,
    canvas: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Pixels, Pixels]:
    """Image and mask moved onto a canvas of (H, W)."""
    size = (canvas[1], canvas[0])
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    # warpAffine has no area interpolation: it would fall back to linear silently.
    flags = {cv2.INTER_AREA: cv2.INTER_LINEAR}
    chosen = interpolation(scale, rng)
    moved = cv2.warpAffine(
        image, matrix, size, flags=flags.get(chosen, chosen), borderMode=cv2.BORDER_REFLECT
    )
    return moved, cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_NEAREST)
