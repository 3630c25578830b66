"""Figures of the masks of manipulated images."""

from collections.abc import Callable, Sequence

import numpy as np

from evaluation.measure import Measurement, sources_of
from evaluation.metrics.bootstrap import Estimate, estimate, mean_estimate
from evaluation.metrics.pixel_metrics import PixelScores, pooled
from evaluation.reports.schema import PixelReport

_Row = tuple[Measurement, PixelScores]


def pixel_report(manipulated: Sequence[Measurement], native: bool = False) -> PixelReport | None:
    """None when no image has a mask that is left at that size."""
    sizes = [(one, one.native_pixel if native else one.pixel) for one in manipulated]
    rows = [(one, scores) for one, scores in sizes if scores is not None]
    if not rows:
        return None
    ranked = [(one, scores) for one, scores in rows if scores.auc is not None]
    counts = np.array([scores.counts for _, scores in rows])
    sources = sources_of([one for one, _ in rows])
    return {
        "f1": _mean(rows, lambda scores: scores.f1),
        "iou": _mean(rows, lambda scores: scores.iou),
        "auc": _mean(ranked, lambda scores: scores.auc) if ranked else None,
        "permutedF1": _mean(rows, lambda scores: scores.permuted_f1),
        "recall": _mean(rows, lambda scores: scores.counts.recall),
        "pooledF1": estimate(lambda chosen: pooled(counts[chosen]).f1, len(rows), sources),
    }


def by_operation(manipulated: Sequence[Measurement]) -> dict[str, PixelReport]:
    """Each operation that has masks, by name."""
    names = sorted({one.image.operation for one in manipulated})
    reports = {
        name: pixel_report([one for one in manipulated if one.image.operation == name])
        for name in names
    }
    return {name: report for name, report in reports.items() if report is not None}


def _mean(rows: Sequence[_Row], of: Callable[[PixelScores], float | None]) -> Estimate:
    values = [of(scores) for _, scores in rows]
    return mean_estimate(values, sources_of([one for one, _ in rows]))
