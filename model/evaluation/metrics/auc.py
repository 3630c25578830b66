"""Area under the ROC curve, ties counted half."""

import numpy as np
from numpy.typing import ArrayLike


def roc_auc(scores: ArrayLike, positive: ArrayLike) -> float:
    """P(positive > negative) + P(equal) / 2: the rank statistic of Mann and Whitney.

    ``scores`` any shape, ``positive`` the same shape, true = positive. Raises ValueError unless
    both classes are present.
    """
    scores, positive = np.ravel(scores), np.ravel(positive).astype(bool)
    positives, negatives = np.sort(scores[positive]), np.sort(scores[~positive])
    if not len(positives) or not len(negatives):
        raise ValueError(
            f"AUC needs both classes, received {len(positives)} against {len(negatives)}"
        )
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float((below + not_above).sum()) / 2 / (len(positives) * len(negatives))
