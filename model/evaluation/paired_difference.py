"""Whether one detector is better than another: both see the same images, drawn together.

Intervals of two figures may overlap while their difference is sure, or the other way round; only
the difference on the same images tells. Files are compared at their own size, whatever the models
see; a pack has but one size.
"""

from collections.abc import Sequence

import numpy as np

from data.labelled import LabelledSet
from evaluation.detectors.detector import Subject
from evaluation.measure import Measurement, measure, sources_of
from evaluation.metrics.bootstrap import LEVEL, Estimate, Indices, estimate, mean_estimate
from evaluation.metrics.image_metrics import Scores, image_auc
from evaluation.metrics.pixel_metrics import PixelScores


def level_of(candidates: int) -> float:
    """Of each interval, so that with ``candidates`` compared in all, chance alone makes one of them
    look better or worse in a figure no more often than with one (Bonferroni)."""
    return 1 - (1 - LEVEL) / candidates


def paired(
    first: Subject, second: Subject, sets: Sequence[LabelledSet], candidates: int = 1
) -> dict[str, Estimate]:
    """Second minus first, of all sets together: pixel F1 of manipulated images, false-positive area
    of authentic ones, image AUC; each with its interval by source, of 95 % for one candidate.
    Figures that the sets cannot give are left out."""
    before, after = (
        [one for labelled in sets for one in measure(subject, labelled).images]
        for subject in (first, second)
    )
    return differences(before, after, level_of(candidates))


def differences(
    before: Sequence[Measurement], after: Sequence[Measurement], level: float = LEVEL
) -> dict[str, Estimate]:
    """Of two detectors on the same images in the same order."""
    manipulated = np.array([one.image.is_manipulated for one in before])
    sources = sources_of(before)
    f1 = [
        new.f1 - old.f1
        for old, new in zip(_pixel_scores(before), _pixel_scores(after), strict=True)
        if old is not None and new is not None
    ]
    areas = [
        new - old
        for old, new in zip(_areas(before), _areas(after), strict=True)
        if old is not None and new is not None
    ]
    found = {}
    if f1:
        found["pixel F1"] = mean_estimate(f1, sources[manipulated], level=level)
    if areas:
        found["false-positive area"] = mean_estimate(areas, sources[~manipulated], level=level)
    if f1 and areas:
        scores = [_robust_scores(side) for side in (before, after)]

        def auc_change(chosen: Indices) -> float:
            old, new = (image_auc(side[chosen], manipulated[chosen]) for side in scores)
            return new - old

        found["AUC of robust score"] = estimate(
            auc_change, len(before), sources, manipulated, level=level
        )
    return found


def _pixel_scores(images: Sequence[Measurement]) -> list[PixelScores | None]:
    """At each image's own size where it has one."""
    return [one.native_pixel or one.pixel for one in images]


def _areas(images: Sequence[Measurement]) -> list[float | None]:
    """At each image's own size where it has one."""
    return [one.area if one.native_area is None else one.native_area for one in images]


def _robust_scores(images: Sequence[Measurement]) -> Scores:
    return np.array([one.scores["robustScore"] for one in images])
