"""Area under the ROC curve, ties counted half."""

import numpy as np
from numpy.typing import ArrayLike


def roc_auc(scores: ArrayLike, positive: ArrayLike) -> float:
    """P(positive > negative) + P(equal) / 2: the rank statistic of Mann and Whitney.

    ``scores`` any shape, ``positive`` the same shape, true = positive. Raises ValueError unless
    both classes are present.
    """
    scores, positive = np.ravel(scores), np.ravel(positive).astype(bool)
    positives = int(np.count_nonzero(positive))
    negatives = len(positive) - positives
    if not positives or not negatives:
        raise ValueError(f"AUC needs both classes, received {positives} against {negatives}")
    _, group, counts = np.unique(scores, return_inverse=True, return_counts=True)
    # Mean rank (from 1) of each group of equal scores.
    ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(ranks[group][positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)
