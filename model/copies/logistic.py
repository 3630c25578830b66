"""Logistic regression with a ridge, by Newton's method."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_ROUNDS = 100
_SETTLED = 1e-9
_LEAST_SPREAD = 1e-9


class Logistic(NamedTuple):
    """Of features as they are: standardising is folded into the weights."""

    intercept: float
    weights: Values

    def confidence(self, features: Values) -> Values:
        return _sigmoid(self.intercept + features @ self.weights)


def fit_logistic(features: Values, labels: Values, counts: Values, ridge: float) -> Logistic:
    """``features`` (n, k), ``labels`` {0, 1}, ``counts``: how often each example counts.

    The ridge is on the weights of features that are standardised, not on the intercept.
    """
    total = counts.sum()
    mean = counts @ features / total
    spread = np.sqrt(counts @ (features - mean) ** 2 / total)
    spread = np.where(spread > _LEAST_SPREAD, spread, 1)
    design = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    penalty = np.diag([0.0] + [ridge] * features.shape[1])
    solution = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        chances = _sigmoid(design @ solution)
        slope = design.T @ (counts * (chances - labels)) + penalty @ solution
        curvature = design.T @ (design * (counts * chances * (1 - chances))[:, None]) + penalty
        step = np.linalg.solve(curvature, slope)
        solution -= step
        if np.abs(step).max() < _SETTLED:
            break
    weights = solution[1:] / spread
    return Logistic(float(solution[0] - mean @ weights), weights)


def _sigmoid(logits: Values) -> Values:
    return 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
