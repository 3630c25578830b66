"""Pictures before anything is done to them: their own past, one that was made, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels
from forge.processings.traces import resample
from history.forge.quantisation_tables import Tables, camera_tables
from history.forge.saving import again

_LARGEST_PX = 1_300_000
_LARGER_PX = 3_000_000
_WHOLE_PX = 12_500_000
_LEAST_SIDE_PX = 128
_CAMERA_SHARE = 0.45


@dataclass(frozen=True)
class Stock:
    """Photographs of one split, and the tables of its cameras."""

    library: Library
    cameras: Sequence[Tables]
    camera_names: Sequence[str]

    @staticmethod
    def of(library: Library) -> "Stock":
        names = [name for name in library.names if name.startswith("camera/")]
        return Stock(library, camera_tables([library.path(name) for name in names]), names)

    def photograph(self, rng: np.random.Generator) -> tuple[str, Pixels]:
        """From a camera in 45 % of the draws, so that few files do not go under among many."""
        names = self.library.names
        if self.camera_names and rng.random() < _CAMERA_SHARE:
            names = self.camera_names
        name = names[rng.integers(len(names))]
        return name, self.library.photo(name).pixels


def own_past(stock: Stock, rng: np.random.Generator) -> tuple[str, Pixels]:
    """A photograph as it was stored, cut on its grid or off it."""
    name, pixels = stock.photograph(rng)
    return name, window(pixels, rng, on_grid=rng.random() < 0.6)


def no_past(stock: Stock, rng: np.random.Generator) -> tuple[str, Pixels]:
    """Shrunk so far that no trace of a block is left."""
    name, pixels = stock.photograph(rng)
    lowest = 0.35 if pixels.shape[0] * pixels.shape[1] > 900_000 else 0.6
    pixels = resample(window(pixels, rng, on_grid=False), rng.uniform(lowest, 0.92), rng)
    return name, _exposed(pixels, rng) if rng.random() < 0.15 else pixels


def made_past(stock: Stock, rng: np.random.Generator) -> tuple[str, Pixels]:
    """Saved once as JPEG, with any tables."""
    name, pixels = no_past(stock, rng)
    return name, again(pixels, rng, stock.cameras, 50, 98)


def any_past(stock: Stock, rng: np.random.Generator) -> tuple[str, str, Pixels]:
    """Name, kind of past, pixels."""
    draw = rng.random()
    if draw < 0.5:
        return (*_named("own", own_past(stock, rng)),)
    if draw < 0.93:
        return (*_named("made", made_past(stock, rng)),)
    return (*_named("none", no_past(stock, rng)),)


def _named(kind: str, drawn: tuple[str, Pixels]) -> tuple[str, str, Pixels]:
    return drawn[0], kind, drawn[1]


def window(pixels: Pixels, rng: np.random.Generator, on_grid: bool) -> Pixels:
    """At most 1.3 MP in 82 % of the draws, 3 MP in 15 %, whole pictures in 3 %."""
    draw = rng.random()
    limit = _LARGEST_PX if draw < 0.82 else _LARGER_PX if draw < 0.97 else _WHOLE_PX
    height, width = pixels.shape[:2]
    share = min(1.0, np.sqrt(limit / (height * width)))
    if rng.random() < 0.4:
        share *= rng.uniform(0.5, 1)
    rows, columns = (min(side, max(_LEAST_SIDE_PX, int(side * share))) for side in (height, width))
    top, left = rng.integers(0, height - rows + 1), rng.integers(0, width - columns + 1)
    if on_grid:
        top, left = top // 8 * 8, left // 8 * 8
    return np.ascontiguousarray(pixels[top : top + rows, left : left + columns])


def _exposed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Too bright or too dark, so that parts are clipped."""
    if rng.random() < 0.6:
        return cv2.convertScaleAbs(pixels, alpha=rng.uniform(1.3, 1.9), beta=0)
    moved = pixels.astype(np.float32) * rng.uniform(0.35, 0.6) - rng.uniform(0, 40)
    return np.clip(moved, 0, 255).astype(np.uint8)
