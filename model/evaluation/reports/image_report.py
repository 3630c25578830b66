"""Figures of the image decision: scores against labels, at each threshold that is stated."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.measure import Measurement, sources_of
from evaluation.metrics.bootstrap import Estimate, auc_estimate, estimate, mean_estimate
from evaluation.metrics.image_metrics import image_confusion
from evaluation.metrics.pixel_metrics import Confusion
from evaluation.reports.schema import ImageReport, OperatingPoint
from evaluation.thresholds import ScoreName, Thresholds


def image_report(
    measurements: Sequence[Measurement], score: ScoreName, thresholds: Thresholds
) -> ImageReport:
    """At the threshold that decides, and at every other one that is stated."""
    decision = _Decision(measurements, score)
    points = thresholds.points(score)
    return {
        "auc": decision.auc(),
        **decision.at(thresholds.of(score)),
        "points": {name: decision.at(threshold) for name, threshold in points.items()},
    }


class _Decision:
    """One score of every image of a set."""

    def __init__(self, measurements: Sequence[Measurement], score: ScoreName) -> None:
        self._scores = np.array([one.scores[score] for one in measurements])
        self._manipulated = np.array([one.image.is_manipulated for one in measurements])
        self._sources = sources_of(measurements)
        self._masked = np.array([one.pixel is not None for one in measurements])
        self._mask_recalls = np.array(
            [one.pixel.counts.recall for one in measurements if one.pixel]
        )
        self._measurements = measurements

    def auc(self) -> Estimate | None:
        if self._manipulated.all() or not self._manipulated.any():
            return None
        return auc_estimate(self._scores, self._manipulated, self._sources)

    def at(self, threshold: float) -> OperatingPoint:
        flagged = self._scores > threshold
        any_manipulated = self._manipulated.any()
        both = any_manipulated and not self._manipulated.all()
        above = [one.recalls[threshold] for one in self._measurements if one.pixel]
        shown = self._mask_recalls * flagged[self._masked]
        return {
            "threshold": threshold,
            "f1": self._figure(threshold, lambda at: at.f1) if any_manipulated else None,
            "accuracy": self._figure(threshold, lambda at: at.accuracy),
            "balancedAccuracy": (
                self._figure(threshold, lambda at: at.balanced_accuracy) if both else None
            ),
            "truePositiveRate": self._rate(flagged, self._manipulated),
            "falsePositiveRate": self._rate(flagged, ~self._manipulated),
            "pixelRecall": self._mean_of_masked(above),
            "flaggedPixelRecall": self._mean_of_masked(shown),
        }

    def _figure(self, threshold: float, of: Callable[[Confusion], float]) -> Estimate:
        return estimate(
            lambda chosen: of(
                image_confusion(self._scores[chosen], self._manipulated[chosen], threshold)
            ),
            len(self._scores),
            self._sources,
            self._manipulated,
        )

    def _rate(self, flagged: NDArray[np.bool_], among: NDArray[np.bool_]) -> Estimate | None:
        if not among.any():
            return None
        return mean_estimate(flagged[among], self._sources[among])

    def _mean_of_masked(self, values: Sequence[float]) -> Estimate | None:
        if not self._masked.any():
            return None
        return mean_estimate(values, self._sources[self._masked])
