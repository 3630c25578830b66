"""Pictures of the copy forge before anything is done to them: one a seed, without loss."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np

from data.labelled import AUTHENTIC, MANIPULATED, LabelledImage
from data.photographs import Library
from data.pixels import Pixels
from forge.copies import copy_sets

FIRST_SEED = 2_000_000
"""The acceptance was fitted and its levels were set on smaller ones."""
_COPY = "Gt"
_QUICK = (cv2.IMWRITE_PNG_COMPRESSION, 1)


class _Forged(NamedTuple):
    file: bytes
    copy: Pixels | None
    source: str


def forged(kind: str, library: Library, count: int) -> list[LabelledImage]:
    """``count`` pictures of a set of ``forge.copies``. The same seed gives the same picture."""
    return [_image(kind, library, seed) for seed in range(FIRST_SEED, FIRST_SEED + count)]


def _image(kind: str, library: Library, seed: int) -> LabelledImage:
    made = cache(lambda: _made(kind, library, seed))
    is_planted = kind == "planted"
    return LabelledImage(
        name=f"{kind}/{seed}.png",
        operation=MANIPULATED if is_planted else AUTHENTIC,
        content=lambda: made().file,
        mask=(lambda: _copy_of(made)) if is_planted else None,
        source=made().source or None,
    )


def _copy_of(made: Callable[[], _Forged]) -> Pixels:
    copy = made().copy
    if copy is None:
        raise ValueError("expected a planted copy, received a picture without any")
    return copy


def _made(kind: str, library: Library, seed: int) -> _Forged:
    rng = np.random.default_rng([list(copy_sets.SETS).index(kind), seed])
    made = copy_sets.SETS[kind](rng, library)
    _, file = cv2.imencode(".png", cv2.cvtColor(made.image, cv2.COLOR_RGB2BGR), _QUICK)
    return _Forged(file.tobytes(), made.masks.get(_COPY), made.source)
