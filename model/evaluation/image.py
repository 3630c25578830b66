"""Image metrics over a whole set: does the score tell manipulated from authentic?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.auc import roc_auc
from evaluation.pixel import Map, confusion

Scores = NDArray[np.floating]
Labels = NDArray[np.bool_]

_TOP_SHARE = 0.001


class ImageScores(NamedTuple):
    """At one threshold (score > threshold = manipulated).

    A rate is None where its class is absent; so is balanced accuracy, the mean of both.
    """

    threshold: float
    f1: float
    accuracy: float
    balanced_accuracy: float | None
    true_positive_rate: float | None
    false_positive_rate: float | None


def image_scores(scores: Scores, manipulated: Labels, threshold: float) -> ImageScores:
    """``scores`` (N,), ``manipulated`` (N,)."""
    counts = confusion(np.asarray(scores) > threshold, np.asarray(manipulated, bool))
    present = counts.true_positives + counts.false_negatives
    absent = counts.false_positives + counts.true_negatives
    true_rate = counts.true_positives / present if present else None
    false_rate = counts.false_positives / absent if absent else None
    accuracy = (counts.true_positives + counts.true_negatives) / (present + absent)
    balanced = None
    if true_rate is not None and false_rate is not None:
        balanced = (true_rate + 1 - false_rate) / 2
    return ImageScores(threshold, counts.f1, accuracy, balanced, true_rate, false_rate)


def image_auc(scores: Scores, manipulated: Labels) -> float:
    """How often a manipulated image scores above an authentic one, ties half.

    Raises ValueError unless both classes are present.
    """
    return roc_auc(scores, manipulated)


def threshold_at_fpr(authentic_scores: Scores, rate: float) -> float:
    """The lowest of the given scores that flags at most ``rate`` of the authentic images."""
    if not 0 <= rate <= 1 or not len(authentic_scores):
        raise ValueError(f"need scores and a rate in [0, 1], received {rate}")
    ordered = np.sort(authentic_scores)[::-1]
    return float(ordered[min(int(np.floor(rate * len(ordered) + 1e-9)), len(ordered) - 1)])


def robust_score(probability: Map) -> float:
    """Mean of the highest 0.1 % of the map's values (at least one)."""
    values = np.ravel(probability)
    top = max(1, round(_TOP_SHARE * values.size))
    return float(np.partition(values, values.size - top)[-top:].mean(dtype=np.float64))
