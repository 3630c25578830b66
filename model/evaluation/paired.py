"""Whether one detector is better than another: both see the same images, drawn together.

Intervals of two figures may overlap while their difference is sure, or the other way round; only
the difference on the same images tells.
"""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from evaluation.bootstrap import Estimate, Indices, estimate
from evaluation.detector import Subject
from evaluation.image import image_auc
from evaluation.labelled import LabelledSet
from evaluation.measure import Measurement, measure, sources_of


class Paired(TypedDict):
    """``differences``: second minus first, each with its 95 % interval by source; figures that the
    set cannot give are left out."""

    first: str
    second: str
    sets: list[str]
    differences: dict[str, Estimate]


def paired(first: Subject, second: Subject, sets: Sequence[LabelledSet]) -> Paired:
    """Pixel F1 of manipulated images, false-positive area of authentic ones, and image AUC."""
    before, after = (
        [one for labelled in sets for one in measure(subject, labelled).images]
        for subject in (first, second)
    )
    return {
        "first": first.name,
        "second": second.name,
        "sets": [labelled.name for labelled in sets],
        "differences": differences(before, after),
    }


def differences(before: Sequence[Measurement], after: Sequence[Measurement]) -> dict[str, Estimate]:
    """Of two detectors on the same images in the same order."""
    manipulated = np.array([one.image.is_manipulated for one in before])
    sources = sources_of(before)
    f1 = _change([[one.pixel.f1 if one.pixel else 0.0 for one in side] for side in (before, after)])
    area = _change([[one.area or 0.0 for one in side] for side in (before, after)])
    found = {}
    if manipulated.any():
        found["pixel F1"] = _mean(f1[manipulated], sources[manipulated])
    if not manipulated.all():
        found["false-positive area"] = _mean(area[~manipulated], sources[~manipulated])
    if manipulated.any() and not manipulated.all():
        scores = [np.array([one.scores["robustScore"] for one in side]) for side in (before, after)]

        def auc(chosen: Indices) -> float:
            old, new = (image_auc(side[chosen], manipulated[chosen]) for side in scores)
            return new - old

        found["AUC of robust score"] = estimate(auc, len(before), sources, manipulated)
    return found


def _change(sides: Sequence[Sequence[float]]) -> np.ndarray:
    before, after = (np.array(side, np.float64) for side in sides)
    return after - before


def _mean(values: np.ndarray, sources: np.ndarray) -> Estimate:
    return estimate(lambda chosen: float(values[chosen].mean()), len(values), sources)
