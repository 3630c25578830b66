"""What a detector says of each real edit, and of the authentic pictures beside them."""

from collections.abc import Iterator
from typing import NamedTuple

from evaluation.detectors.detector import Subject
from evaluation.measure import Measurement, measure
from evaluation.real.real_kinds import Kinds
from evaluation.thresholds import Thresholds


class RealRow(NamedTuple):
    """``score`` ranks pictures; ``is_found``: it is above what ships. ``f1`` and ``auc`` are of the
    map at the picture's own size: None for authentic ones, ``auc`` also for masks of ones."""

    kind: str
    is_edited: bool
    score: float
    is_found: bool
    f1: float | None = None
    auc: float | None = None


def rows_of_model(subject: Subject, kinds: Kinds) -> list[RealRow]:
    return [
        row
        for kind, labelled in kinds.items()
        for row in _rows(kind, measure(subject, labelled).images, subject.thresholds)
    ]


def _rows(kind: str, measurements: list[Measurement], thresholds: Thresholds) -> Iterator[RealRow]:
    for one in measurements:
        score = one.scores[thresholds.decided_by]
        row = RealRow(kind, one.image.is_manipulated, score, score > thresholds.default)
        pixel = one.native_pixel
        yield row if pixel is None else row._replace(f1=pixel.f1, auc=pixel.auc)
