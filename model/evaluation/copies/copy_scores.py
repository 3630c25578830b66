"""One picture: what was told of copies in it, against the truth.

A pair is right when the truth holds most of one of its sides, and that side is enough of the truth:
its pixel F1 is at least ``MIN_F1``. A pair that covers less of it is another one.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from data.pixels import Pixels
from evaluation.copies.covered_pixels import Polygon, Region, covered_pixels
from evaluation.copies.scanned_copies import ScannedPair
from evaluation.metrics.pixel_metrics import Confusion, confusion

MIN_F1 = 0.3
_MOST = 0.5
LEVELS: dict[str, frozenset[str]] = {
    "certain": frozenset({"certain"}),
    "hint": frozenset({"certain", "hint"}),
}
"""What is told at a level: what is certain is a hint as well."""


class CopyScore(NamedTuple):
    """At one level. ``better_side_f1`` is of the one side that is most like the truth,
    ``reported_f1`` of what a mask would hold; both are 0 where nothing was told."""

    is_found: bool
    better_side_f1: float
    reported_f1: float


def pairs_at(level: str, pairs: Iterable[ScannedPair]) -> list[ScannedPair]:
    return [pair for pair in pairs if pair.level in LEVELS[level]]


def score_of(pairs: Sequence[ScannedPair], truth: Pixels) -> CopyScore:
    """``truth`` (H, W) of {0, 1}: the copy, at the size that was scanned.

    Raises ValueError for a truth without any pixel.
    """
    if not truth.any():
        raise ValueError("expected a copy in the truth, received none")
    sides = [_against(side, truth) for pair in pairs for side in (pair.source, pair.copy)]
    reported = [side for pair in pairs for side in _reported(pair)]
    return CopyScore(
        is_found=any(_is_right(side) for side in sides),
        better_side_f1=max((side.f1 for side in sides), default=0.0),
        reported_f1=_against([polygon for side in reported for polygon in side], truth).f1,
    )


def _reported(pair: ScannedPair) -> list[Sequence[Polygon]]:
    """The copy; both sides where it does not show which one that is."""
    return [pair.copy] if pair.is_side_known else [pair.source, pair.copy]


def _against(polygons: Sequence[Polygon], truth: Pixels) -> Confusion:
    region: Region = covered_pixels(polygons, *truth.shape)
    return confusion(region, truth.astype(np.bool_))


def _is_right(side: Confusion) -> bool:
    covered = side.true_positives + side.false_positives
    return side.true_positives > _MOST * covered and side.f1 >= MIN_F1
