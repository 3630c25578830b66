"""Photographs that nobody edited, as they are and after what files go through, for thresholds.

Pixels, not files: tiles see nothing else, and a PNG of a picture shows the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import NamedTuple

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels, decode
from evaluation.degradations import Degradation, degrade

_QUALITIES = (75, 85, 90, 95)
_SCALES = (0.75, 0.5)
_SAVED_AT = 90
_WINDOW_PX = (480, 640)
_WINDOWS = 3
_CAMERA = "camera"
_SEED = 0


class AuthenticCase(NamedTuple):
    """``kind`` of source and ``handling`` name its set; cases of one ``source`` go together."""

    kind: str
    handling: str
    source: str
    window: int | None
    """Which of a camera's photograph, or the whole."""

    @property
    def group(self) -> str:
        return f"{self.kind}, {self.handling}"


def authentic_cases(library: Library) -> Iterator[AuthenticCase]:
    """A case of each set in turn, in an order drawn with a seed: a first part is of all sets."""
    rng = np.random.default_rng(_SEED)
    sets: dict[str, list[AuthenticCase]] = defaultdict(list)
    for case in _all_cases(library):
        sets[case.group].append(case)
    drawn = [[cases[index] for index in rng.permutation(len(cases))] for cases in sets.values()]
    for turn in zip_longest(*drawn):
        yield from (case for case in turn if case is not None)


def pixels_of(case: AuthenticCase, library: Library) -> Pixels:
    pixels = decode(library.path(case.source), None).pixels
    if case.window is not None:
        pixels = _window(pixels, case.source, case.window)
    return HANDLINGS[case.handling](pixels)


def _all_cases(library: Library) -> Iterator[AuthenticCase]:
    for name in library.names:
        kind = name.split("/")[0]
        for handling in HANDLINGS:
            yield AuthenticCase(kind, handling, name, None)
            if kind == _CAMERA:
                for number in range(_WINDOWS):
                    yield AuthenticCase(f"{kind} windows", handling, name, number)


def _window(pixels: Pixels, name: str, number: int) -> Pixels:
    """On JPEG's grid, of ``_WINDOW_PX`` where the photograph is as large."""
    rng = np.random.default_rng([number, *name.encode()])
    spans = []
    for length, side in zip(pixels.shape[:2], _WINDOW_PX, strict=True):
        start = 8 * int(rng.integers(0, max(1, (length - side) // 8)))
        spans.append(slice(start, start + side))
    return np.ascontiguousarray(pixels[*spans])


def _same(pixels: Pixels) -> Pixels:
    return pixels


def _saved(pixels: Pixels, quality: int = _SAVED_AT) -> Pixels:
    return degrade(pixels, Degradation("jpeg", quality), "")


def _off_grid(pixels: Pixels) -> Pixels:
    return _saved(pixels[3:, 5:])


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    return _saved(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


HANDLINGS: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": _same,
    **{f"saved at {one}": lambda pixels, one=one: _saved(pixels, one) for one in _QUALITIES},
    "off the grid": _off_grid,
    **{f"scaled to {one}": lambda pixels, one=one: _scaled(pixels, one) for one in _SCALES},
}
