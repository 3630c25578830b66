"""Zernike moments of the disc around each pixel: what it looks like, however it is turned.

A. Khotanzad and Y. H. Hong, Invariant image recognition by Zernike moments, 1990.
"""

from itertools import product
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RADIUS = 6
"""Of the disc, in pixels: ``core/copies/match/feature-map.ts`` has the same."""
ORDER = 5
MIDDLE_LEVEL = 128
"""Taken off brightness first: single precision is finest near 0."""
_MEAN_WEIGHT = 0.05
"""Brightness alone says least about which pixel it is, and copies are lit anew."""


class Moment(NamedTuple):
    """``kernel`` (13, 13) complex, of norm 1; real where ``repetition`` is 0."""

    order: int
    repetition: int
    kernel: NDArray[np.complex128]


def moments() -> list[Moment]:
    """Twelve: those without repetition first, whose sign a turn leaves as it is."""
    names = [
        (order, repetition)
        for order, repetition in product(range(ORDER + 1), repeat=2)
        if repetition <= order and (order - repetition) % 2 == 0
    ]
    names.sort(key=lambda name: (name[1] > 0, name))
    return [Moment(*name, _kernel(*name)) for name in names]


def _kernel(order: int, repetition: int) -> NDArray[np.complex128]:
    y, x = np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1].astype(np.float64)
    distance = np.hypot(x, y) / (RADIUS + 0.5)
    disc = distance <= 1
    wave = np.exp(-1j * repetition * np.arctan2(y, x))
    kernel = _radial(order, repetition, distance) * wave * disc
    norm = np.sqrt((np.abs(kernel) ** 2).sum())
    if order > 0:
        # On pixels some are not quite blind to the mean, as all are on a disc.
        kernel = kernel - disc * (kernel.sum() / disc.sum())
    return kernel / norm * (_MEAN_WEIGHT if order == 0 else 1)


def _radial(order: int, repetition: int, distance: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros_like(distance)
    for s in range((order - repetition) // 2 + 1):
        below = factorial((order + repetition) // 2 - s) * factorial((order - repetition) // 2 - s)
        weight = (-1) ** s * factorial(order - s) / (factorial(s) * below)
        total += weight * distance ** (order - 2 * s)
    return total


def features(gray: NDArray[np.floating]) -> NDArray[np.float64]:
    """(h, w) -> (h - 12, w - 12, 12), by the definition: magnitudes, and signed where real."""
    side = 2 * RADIUS + 1
    centred = gray.astype(np.float64) - MIDDLE_LEVEL
    windows = np.lib.stride_tricks.sliding_window_view(centred, (side, side))
    found = []
    for moment in moments():
        value = np.einsum("hwij,ij->hw", windows, moment.kernel)
        found.append(np.abs(value) if moment.repetition else value.real)
    return np.stack(found, -1)
