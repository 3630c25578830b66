"""Which side of a pair is the copy: the weights of ``core/copies/judge/copied-side.ts``."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copies.labelled_pairs import LabelledPair, SeenPicture
from copies.logistic import fit_logistic

SIGNS_OF_A_COPY = ("jump", "break", "loss")
_RIDGE = 2.0
_DIGITS = 2

Weights = dict[str, float]
Values = NDArray[np.float64]


class Decided(NamedTuple):
    """Of ``pairs`` with a known copy: how many are decided, and of those how many rightly."""

    pairs: int
    decided: int
    right: int


def fit_sides(pictures: Iterable[SeenPicture]) -> Weights:
    """Of logarithms of odds. Raises ValueError where no pair has a known copy."""
    towards = _towards_copies(pictures)
    if len(towards) == 0:
        raise ValueError("expected pairs of which it is known which side was planted")
    # Each pair also the other way round: what is neither for one side nor the other is 0.
    both = np.concatenate([towards, -towards])
    labels = np.repeat([1.0, 0.0], len(towards))
    found = fit_logistic(both, labels, np.full(len(both), 0.5), _RIDGE)
    weights = map(float, found.weights)
    return {
        name: round(weight, _DIGITS) for name, weight in zip(SIGNS_OF_A_COPY, weights, strict=True)
    }


def decided_at(weights: Weights, pictures: Iterable[SeenPicture], least_log_odds: float) -> Decided:
    odds = _towards_copies(pictures) @ np.array([weights[name] for name in SIGNS_OF_A_COPY])
    right, wrong = (int((sign * odds > least_log_odds).sum()) for sign in (1, -1))
    return Decided(len(odds), right + wrong, right)


def _towards_copies(pictures: Iterable[SeenPicture]) -> Values:
    """(pairs, signs): above 0 where a sign speaks for the side that was planted."""
    rows = [
        [(1 if pair.is_second_copy else -1) * sides[name] for name in SIGNS_OF_A_COPY]
        for picture in pictures
        for pair in picture.pairs
        if (sides := _known(pair)) is not None
    ]
    return np.array(rows, np.float64).reshape(-1, len(SIGNS_OF_A_COPY))


def _known(pair: LabelledPair) -> Weights | None:
    return pair.sides if pair.is_copy and not pair.is_refused else None
