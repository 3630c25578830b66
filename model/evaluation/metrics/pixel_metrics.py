"""Pixel metrics of one manipulated image. Authentic images have none: see false_positive_area.

Thresholds are strict (p > threshold), as in IMDL-BenCo; a dataset's value is the mean over images.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.metrics.auc import roc_auc

Map = NDArray[np.floating]
Mask = NDArray[np.uint8]

THRESHOLD = 0.5


class Confusion(NamedTuple):
    """Counts of pixels, or of images."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def f1(self) -> float:
        """2 TP / (2 TP + FP + FN); 0 where nothing is positive."""
        wrong = self.false_positives + self.false_negatives
        return _ratio(2 * self.true_positives, 2 * self.true_positives + wrong)

    @property
    def iou(self) -> float:
        """TP / (TP + FP + FN); 0 where nothing is positive."""
        wrong = self.false_positives + self.false_negatives
        return _ratio(self.true_positives, self.true_positives + wrong)

    @property
    def accuracy(self) -> float:
        """Share of all that is right."""
        return _ratio(self.true_positives + self.true_negatives, sum(self))

    @property
    def recall(self) -> float:
        """TP / (TP + FN), the true positive rate; 0 where nothing is present."""
        return _ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def balanced_accuracy(self) -> float:
        """Mean of the shares of both classes that are right; an absent class counts 0."""
        absent = self.true_negatives + self.false_positives
        return (self.recall + _ratio(self.true_negatives, absent)) / 2


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def confusion(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> Confusion:
    """Counts over two arrays of one shape."""
    if predicted.shape != truth.shape:
        raise ValueError(f"expected one shape, received {predicted.shape} and {truth.shape}")
    both = int(np.count_nonzero(predicted & truth))
    flagged, present = int(np.count_nonzero(predicted)), int(np.count_nonzero(truth))
    return Confusion(both, flagged - both, present - both, truth.size - flagged - present + both)


class PixelScores(NamedTuple):
    """``permuted_f1`` is the better of the map's and the inverted map's F1 (CAT-Net, TruFor).

    ``auc`` is None for a mask of ones: it has no negative to rank against.
    """

    f1: float
    iou: float
    auc: float | None
    permuted_f1: float
    counts: Confusion


def pixel_scores(probability: Map, mask: Mask) -> PixelScores:
    """``probability`` (H, W) in [0, 1], ``mask`` (H, W) of {0, 1} with at least one 1.

    Raises ValueError for an empty mask, which has no true positive to find.
    """
    truth = _manipulated_truth(mask)
    counts = confusion(probability > THRESHOLD, truth)
    inverted = confusion(1 - probability > THRESHOLD, truth)
    auc = None if truth.all() else roc_auc(probability, truth)
    return PixelScores(counts.f1, counts.iou, auc, max(counts.f1, inverted.f1), counts)


def pixel_f1(probability: Map, mask: Mask) -> float:
    """F1 alone, for validation while training; shapes and errors of ``pixel_scores``."""
    return confusion(probability > THRESHOLD, _manipulated_truth(mask)).f1


def _manipulated_truth(mask: Mask) -> NDArray[np.bool_]:
    truth = mask.astype(bool)
    if not truth.any():
        raise ValueError("an authentic image has no pixel metrics: its mask is empty")
    return truth


def pooled(counts: ArrayLike) -> Confusion:
    """All images' pixels as one; ``counts`` is one ``Confusion`` a row."""
    return Confusion(*np.sum(counts, axis=0).tolist())


def false_positive_area(probability: Map) -> float:
    """Fraction of an authentic image's pixels that are flagged."""
    return float(np.mean(probability > THRESHOLD))


def pixel_recall(probability: Map, mask: Mask, threshold: float) -> float:
    """Share of a manipulated image's manipulated pixels above ``threshold``."""
    return float(np.mean(probability[_manipulated_truth(mask)] > threshold))
