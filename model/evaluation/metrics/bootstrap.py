"""Percentile bootstrap: how far a figure moves when other images had been drawn.

Images of one source (a photograph and what was made from it) are drawn together; without sources
each image is its own.
"""

from collections.abc import Callable
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.metrics.auc import roc_auc

_SEED = 0
_ROUNDS = 1000
LEVEL = 0.95
"""Of an interval, unless another is asked for."""

Indices = NDArray[np.intp]


class Estimate(TypedDict):
    """A figure with its interval, of 95 % unless said, over ``count`` images."""

    value: float
    low: float
    high: float
    count: int


class _Stratum:
    """Images that are resampled by source among themselves."""

    def __init__(self, images: Indices, sources: NDArray[Any]) -> None:
        order = np.argsort(sources[images], kind="stable")
        self._images = images[order]
        _, self._starts, self._lengths = np.unique(
            sources[images][order], return_index=True, return_counts=True
        )

    def draw(self, rng: np.random.Generator) -> Indices:
        chosen = rng.integers(0, len(self._starts), len(self._starts))
        lengths = self._lengths[chosen]
        ends = np.cumsum(lengths)
        first = np.repeat(self._starts[chosen] - (ends - lengths), lengths)
        return self._images[first + np.arange(ends[-1])]


def estimate(
    statistic: Callable[[Indices], float],
    count: int,
    sources: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    rounds: int = _ROUNDS,
    seed: int = _SEED,
    level: float = LEVEL,
) -> Estimate:
    """``statistic`` of chosen images out of ``count``, some of them several times.

    ``sources`` and ``strata``: one label per image. Each stratum is resampled on its own, so that
    none is lost. ``level`` in 0..1 is the interval's. Raises ValueError without images.
    """
    draws = _draws(statistic, count, sources, strata, rounds, seed)
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return {
        "value": float(statistic(np.arange(count))),
        "low": float(low),
        "high": float(high),
        "count": count,
    }


def upper_bound(
    statistic: Callable[[Indices], float], count: int, sources: ArrayLike | None = None
) -> float:
    """What ``statistic`` stays at or below in 95 of 100 resamplings by source (one-sided)."""
    return float(np.quantile(_draws(statistic, count, sources), LEVEL))


def _draws(
    statistic: Callable[[Indices], float],
    count: int,
    sources: ArrayLike | None,
    strata: ArrayLike | None = None,
    rounds: int = _ROUNDS,
    seed: int = _SEED,
) -> list[float]:
    if not count:
        raise ValueError("no images to estimate from")
    everything = np.arange(count)
    sources = everything if sources is None else np.unique(sources, return_inverse=True)[1]
    labels = np.zeros(count) if strata is None else np.asarray(strata)
    groups = [_Stratum(everything[labels == one], sources) for one in np.unique(labels)]
    rng = np.random.default_rng(seed)
    return [statistic(np.concatenate([group.draw(rng) for group in groups])) for _ in range(rounds)]


def mean_estimate(
    values: ArrayLike,
    sources: ArrayLike | None = None,
    rounds: int = _ROUNDS,
    seed: int = _SEED,
    level: float = LEVEL,
) -> Estimate:
    """Mean of one value per image."""
    values = np.asarray(values, np.float64)
    return estimate(
        lambda chosen: values[chosen].mean(), len(values), sources, None, rounds, seed, level
    )


def auc_estimate(
    scores: ArrayLike,
    positive: ArrayLike,
    sources: ArrayLike | None = None,
    rounds: int = _ROUNDS,
    seed: int = _SEED,
) -> Estimate:
    """AUC of one score per image; each class is resampled on its own."""
    scores, positive = np.asarray(scores), np.asarray(positive, bool)
    return estimate(
        lambda chosen: roc_auc(scores[chosen], positive[chosen]),
        len(scores),
        sources,
        positive,
        rounds,
        seed,
    )
