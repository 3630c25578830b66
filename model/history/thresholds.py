"""Thresholds of both witnesses together, by what they accuse of authentic files."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evaluation.cautious import cautious_threshold
from history.native import Case

RATES = (0.01, 0.05, 0.1)
DEFAULT_RATE = 0.05
HISTORY_SHARE = 0.5
"""Of a rate, what the history may use up; the rest is the network's."""
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
    """Each witness keeps to its share of the rate with caution; the history also to the rate, or
    to 5 % where that is more, in every single set."""
    sources = [case.source for case in scores.cases]
    history, network = np.array(scores.history), np.array(scores.network)
    cautious = cautious_threshold(history, rate * HISTORY_SHARE, sources)
    groups = np.array([case.group for case in scores.cases])
    of_sets = [
        lowest_within(history[groups == group], max(rate, _LARGEST_OF_A_SET))
        for group in np.unique(groups)
    ]
    return {
        "network": cautious_threshold(network, rate * (1 - HISTORY_SHARE), sources),
        "history": max(cautious, *of_sets),
    }


def lowest_within(scores: np.ndarray, rate: float) -> float:
    """The lowest of the scores that at most ``rate`` of them exceed."""
    ordered = np.sort(scores)[::-1]
    return float(ordered[int(rate * len(ordered))])
