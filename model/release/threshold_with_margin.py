"""A threshold that is meant to hold for photographs which nobody has seen yet."""

from bisect import bisect_right

import numpy as np
from numpy.typing import ArrayLike

from evaluation.metrics.bootstrap import upper_bound
from evaluation.metrics.image_metrics import Scores


def threshold_with_margin(
    authentic_scores: Scores, rate: float, sources: ArrayLike | None = None
) -> float:
    """The lowest of the scores whose rate of flagged authentic images is at most ``rate`` not only
    on these images, but in 95 of 100 resamplings of their sources.

    A threshold that flags just ``rate`` of some hundred images flags more of the next ones about
    every other time. Where ``rate`` is but two or three images of all, resampling knows too little,
    and more are flagged about one time in five. Raises ValueError without scores or for a rate
    outside 0..1.
    """
    if not 0 <= rate <= 1 or not len(authentic_scores):
        raise ValueError(f"need scores and a rate in [0, 1], received {rate}")
    scores = np.asarray(authentic_scores)
    ordered = np.sort(scores)[::-1]

    def bound(flagged: int) -> float:
        above = scores > ordered[flagged]
        return upper_bound(lambda chosen: float(above[chosen].mean()), len(scores), sources)

    # The draws are the same for every threshold, so the bound never falls as more are flagged.
    return float(ordered[bisect_right(range(len(ordered)), rate, key=bound) - 1])
