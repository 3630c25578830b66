"""Thresholds of both witnesses together, by what they accuse of authentic files."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from history.evaluation.findings import Case
from release.threshold_with_margin import threshold_with_margin

RATES = (0.01, 0.05, 0.1)
DEFAULT_RATE = 0.05
HISTORY_SHARE = 0.5
"""Of a rate, what history may use up."""
_LARGEST_OF_A_SET = 0.05


class Scores(NamedTuple):
    """Of authentic files, one each, in the order of their cases."""

    cases: Sequence[Case]
    network: Sequence[float]
    history: Sequence[float]


def joint_thresholds(scores: Scores) -> dict[str, Mapping[str, object]]:
    """``history.thresholds`` of the manifest: the rates are those of both witnesses together."""
    by_rate = {str(rate): joint_threshold(scores, rate) for rate in RATES}
    return {"default": by_rate[str(DEFAULT_RATE)], "byFpr": by_rate}


def joint_threshold(scores: Scores, rate: float) -> dict[str, float]:
    """History keeps to its share of the rate with a margin, and to the rate, or to 5 % where that
    is more, in every single set. The network gets what is left: both together keep to the rate,
    with a margin."""
    sources = [case.source for case in scores.cases]
    history, network = np.array(scores.history), np.array(scores.network)
    groups = np.array([case.group for case in scores.cases])
    of_sets = [
        lowest_within(history[groups == group], max(rate, _LARGEST_OF_A_SET))
        for group in np.unique(groups)
    ]
    alone = threshold_with_margin(history, rate * HISTORY_SHARE, sources)
    threshold = max(alone, *of_sets)
    # What history accuses is accused, whatever the network says.
    accused = np.where(history > threshold, 1.0, network)
    return {"network": threshold_with_margin(accused, rate, sources), "history": threshold}


def lowest_within(scores: np.ndarray, rate: float) -> float:
    """The lowest of the scores that at most ``rate`` of them exceed."""
    ordered = np.sort(scores)[::-1]
    return float(ordered[int(rate * len(ordered))])
