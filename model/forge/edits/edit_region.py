"""Where a window is edited: outlines, strokes of a brush, what has one colour; hard or soft edges.

Nothing outside a region changes: soft edges fade inwards.
"""

import cv2
import numpy as np

from data.pixels import Pixels
from forge.masks import area_allowed, outline_mask

LARGEST = 0.6
"""Of the window; the least is forge.masks.MIN_AREA."""
_COLOUR_SHARE = 0.4
_STROKE_SHARE = 0.15
_TRIES = 8
_SMALL_PX = 96
_TOLERANCE = (5, 30)
_HARD_SHARE = 0.5
_LARGEST_FEATHER_PX = 8


def drawn_region(pixels: Pixels, rng: np.random.Generator, largest: float = LARGEST) -> Pixels:
    """(H, W) of {0, 1} for a picture (H, W, 3)."""
    draw, region = rng.random(), None
    if draw < _COLOUR_SHARE:
        region = colour_region(pixels, rng, largest)
    elif draw < _COLOUR_SHARE + _STROKE_SHARE:
        region = stroke_region(pixels.shape[:2], rng, largest)
    return outline_mask(pixels.shape[:2], rng, largest) if region is None else region


def colour_region(pixels: Pixels, rng: np.random.Generator, largest: float) -> Pixels | None:
    """What lies around a random point and has about its colour: outlines as objects have them.

    None when no point that was tried has a region of allowed area.
    """
    size = (_SMALL_PX, _SMALL_PX)
    small = cv2.GaussianBlur(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    for _ in range(_TRIES):
        found = np.zeros((_SMALL_PX + 2, _SMALL_PX + 2), np.uint8)
        point = tuple(map(int, rng.integers(0, _SMALL_PX, 2)))
        around = (int(rng.integers(*_TOLERANCE)),) * 3
        # The mask's value lies in the second byte of the flags.
        flags = 8 | 1 << 8 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY
        cv2.floodFill(small, found, point, (0,) * 3, around, around, flags)
        whole = cv2.morphologyEx(found[1:-1, 1:-1], cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        share = cv2.resize(whole.astype(np.float32), pixels.shape[1::-1])
        region = (share > 0.5).astype(np.uint8)
        if area_allowed(region, largest):
            return region
    return None


def stroke_region(
    shape: tuple[int, int], rng: np.random.Generator, largest: float = LARGEST
) -> Pixels | None:
    """One to three strokes of a round brush; None when what was tried has no allowed area."""
    for _ in range(_TRIES):
        region = np.zeros(shape, np.uint8)
        for _ in range(int(rng.integers(1, 4))):
            corners = int(rng.integers(2, 6))
            steps = rng.normal(0, min(shape) / 6, (corners, 2))
            points = np.cumsum(steps, axis=0) + rng.uniform(0.2, 0.8, 2) * shape[::-1]
            width = int(min(shape) * rng.uniform(0.03, 0.2))
            cv2.polylines(region, [np.rint(points).astype(np.int32)], False, 1, width)
        if area_allowed(region, largest):
            return region
    return None


def drawn_feather(rng: np.random.Generator) -> int:
    """Pixels over which an edge fades; 0, a hard one, in half of the draws."""
    return 0 if rng.random() < _HARD_SHARE else int(rng.integers(1, _LARGEST_FEATHER_PX + 1))


def blended(base: Pixels, patch: Pixels, region: Pixels, feather_px: int) -> Pixels:
    """``patch`` over ``base`` inside the region; it comes up over ``feather_px`` from its edge."""
    if feather_px == 0:
        return np.where(region[..., None] == 1, patch, base)
    depth = cv2.distanceTransform(region, cv2.DIST_L2, 3)
    alpha = np.minimum(depth / (feather_px + 1), 1)[..., None]
    return np.rint(base + alpha * (patch.astype(np.float32) - base)).astype(np.uint8)
