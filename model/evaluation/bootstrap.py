"""Percentile bootstrap: how far a figure moves when other images had been drawn."""

from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.auc import roc_auc

_SEED = 0
_ROUNDS = 1000
_LEVEL = 0.95


class Estimate(TypedDict):
    """A figure with its 95 % interval over ``count`` images."""

    value: float
    low: float
    high: float
    count: int


def mean_estimate(values: ArrayLike, rounds: int = _ROUNDS, seed: int = _SEED) -> Estimate:
    """Mean of one value per image; images are resampled."""
    values = np.asarray(values, np.float64)
    if not len(values):
        raise ValueError("no images to estimate from")
    rng = np.random.default_rng(seed)
    draws = [values[rng.integers(0, len(values), len(values))].mean() for _ in range(rounds)]
    return _estimate(float(values.mean()), draws, len(values))


def auc_estimate(
    scores: ArrayLike, positive: ArrayLike, rounds: int = _ROUNDS, seed: int = _SEED
) -> Estimate:
    """AUC of one score per image; each class is resampled on its own and keeps its size."""
    scores, positive = np.asarray(scores), np.asarray(positive, bool)
    groups = np.flatnonzero(positive), np.flatnonzero(~positive)
    value = roc_auc(scores, positive)
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(rounds):
        chosen = np.concatenate([rng.choice(group, len(group)) for group in groups])
        draws.append(roc_auc(scores[chosen], positive[chosen]))
    return _estimate(value, draws, len(scores))


def _estimate(value: float, draws: list[float] | NDArray[np.float64], count: int) -> Estimate:
    low, high = np.quantile(draws, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return {"value": value, "low": float(low), "high": float(high), "count": count}
