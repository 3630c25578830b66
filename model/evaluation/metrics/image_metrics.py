"""Image metrics over a whole set: does the score tell manipulated from authentic?"""

import numpy as np
from numpy.typing import NDArray

from data.score import top_count
from evaluation.metrics.auc import roc_auc
from evaluation.metrics.pixel_metrics import Confusion, Map, confusion

Scores = NDArray[np.floating]
Labels = NDArray[np.bool_]


def image_confusion(scores: Scores, manipulated: Labels, threshold: float) -> Confusion:
    """Counts of images; ``scores`` (N,) above ``threshold`` are called manipulated, strictly."""
    return confusion(np.asarray(scores) > threshold, np.asarray(manipulated, bool))


def image_auc(scores: Scores, manipulated: Labels) -> float:
    """How often a manipulated image scores above an authentic one, ties half.

    Raises ValueError unless both classes are present.
    """
    return roc_auc(scores, manipulated)


def robust_score(probability: Map) -> float:
    """Mean of the highest 0.1 % of the map's values, rounded up, as core/scan/decide.ts has it."""
    values = np.ravel(probability)
    top = top_count(values.size)
    return float(np.partition(values, values.size - top)[-top:].mean(dtype=np.float64))
