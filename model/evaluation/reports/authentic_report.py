"""Figures of authentic images: how often, and how much of them, is called manipulated."""

from collections.abc import Sequence

import numpy as np

from evaluation.measure import Measurement, sources_of
from evaluation.metrics.bootstrap import Estimate, estimate, mean_estimate
from evaluation.reports.schema import DECISION, UNNAMED_VARIANT, AuthenticReport, FalsePositiveArea
from evaluation.thresholds import ScoreName, Thresholds


def area_report(authentic: Sequence[Measurement], native: bool = False) -> FalsePositiveArea | None:
    """None when there is no authentic image, or none at its own size."""
    sizes = [(one, one.native_area if native else one.area) for one in authentic]
    rows = [(one, area) for one, area in sizes if area is not None]
    if not rows:
        return None
    areas = np.array([area for _, area in rows])
    sources = sources_of([one for one, _ in rows])
    return {
        "mean": mean_estimate(areas, sources),
        "p95": estimate(lambda chosen: float(np.quantile(areas[chosen], 0.95)), len(rows), sources),
        "anyFraction": mean_estimate(areas > 0, sources),
    }


def by_variant(
    authentic: Sequence[Measurement], thresholds: Thresholds
) -> dict[str, AuthenticReport]:
    """Each variant of the authentic images, by name."""
    groups: dict[str, list[Measurement]] = {}
    for one in authentic:
        groups.setdefault(one.image.variant or UNNAMED_VARIANT, []).append(one)
    return {name: _authentic_report(groups[name], thresholds) for name in sorted(groups)}


def _authentic_report(group: Sequence[Measurement], thresholds: Thresholds) -> AuthenticReport:
    return {
        "imageCount": len(group),
        "sourceCount": len(np.unique(sources_of(group))),
        "score": _flagged(group, "score", thresholds),
        "robustScore": _flagged(group, "robustScore", thresholds),
        "falsePositiveArea": area_report(group),
    }


def _flagged(
    group: Sequence[Measurement], score: ScoreName, thresholds: Thresholds
) -> dict[str, Estimate]:
    points = {DECISION: thresholds.of(score), **thresholds.points(score)}
    scores = np.array([one.scores[score] for one in group])
    sources = sources_of(group)
    return {name: mean_estimate(scores > at, sources) for name, at in points.items()}
