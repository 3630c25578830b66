"""What the scanner makes of the evidence of a pair: ``core/copies/judge/fitted-acceptance.ts``."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copies.labelled_pairs import LabelledPair, SeenPicture, is_authentic
from copies.level_choice import level_for
from copies.logistic import fit_logistic

SPEAKS_FOR = ("detail", "gap", "agreement", "size", "sharedNoise", "resampled", "lossiness")
SPEAKS_AGAINST = (
    "ring",
    "beside",
    "around",
    "thirdPlace",
    "others",
    "sameDespiteLoss",
    "flatness",
    "overlap",
    "anisotropy",
    "brightness",
)
LEVELS = {"certain": (0.002, 0.05), "hint": (0.005, 0.15)}
"""Shares of authentic pictures, and of the forge's natural repetition, that may reach a level. Of
authentic ones 1 % may be hinted at: a level that few pictures choose is aimed at half of it."""
_MOST_FLAT_OF_CERTAIN = 0.3
_RIDGE = 2.0
_DIGITS = 4

Values = NDArray[np.float64]


class Fitted(NamedTuple):
    intercept: float
    weights: dict[str, float]

    def confidence(self, pair: LabelledPair) -> float:
        """As ``fitted-acceptance.ts`` has it, before levels."""
        if pair.is_refused:
            return 0.0
        total = sum(weight * pair.features[name] for name, weight in self.weights.items())
        return float(1 / (1 + np.exp(-(self.intercept + total))))

    def told(self, pair: LabelledPair, levels: dict[str, float]) -> float:
        """The same, with what keeps a drawn ground from being certain."""
        is_drawn = pair.features["flatness"] ** 2 > _MOST_FLAT_OF_CERTAIN
        confidence = self.confidence(pair)
        return min(confidence, levels["certain"]) if is_drawn else confidence


def fit(pictures: Iterable[SeenPicture]) -> Fitted:
    """A feature that would speak the wrong way weighs nothing: that is chance."""
    signs = {**dict.fromkeys(SPEAKS_FOR, 1), **dict.fromkeys(SPEAKS_AGAINST, -1)}
    pairs, counts = _examples(pictures)
    labels = np.array([float(pair.is_copy or 0) for pair in pairs])
    names = list(signs)
    while True:
        features = np.array([[pair.features[name] for name in names] for pair in pairs])
        found = fit_logistic(features, labels, counts, _RIDGE)
        speak = found.weights * [signs[name] for name in names] * features.std(0)
        if speak.min() >= 0:
            break
        names.remove(names[int(speak.argmin())])
    weights = dict(zip(names, map(float, found.weights), strict=True))
    rounded = {name: round(weights.get(name, 0.0), _DIGITS) for name in signs}
    return Fitted(round(found.intercept, _DIGITS), rounded)


def _examples(pictures: Iterable[SeenPicture]) -> tuple[list[LabelledPair], Values]:
    """Pairs that are one thing or the other; those of a picture count as one of each."""
    pairs, counts = [], []
    for picture in pictures:
        known = [pair for pair in picture.pairs if pair.is_copy is not None and not pair.is_refused]
        for pair in known:
            pairs.append(pair)
            counts.append(1 / sum(other.is_copy == pair.is_copy for other in known))
    return pairs, np.array(counts)


def choose_levels(fitted: Fitted, pictures: list[SeenPicture]) -> dict[str, float]:
    natural = [picture for picture in pictures if not picture.is_planted]
    groups = (
        [picture for picture in natural if is_authentic(picture)],
        [picture for picture in natural if not is_authentic(picture)],
    )
    highest = [np.array([_highest(fitted, picture) for picture in group]) for group in groups]
    return {
        name: round(level_for(list(zip(highest, shares, strict=True))), _DIGITS)
        for name, shares in LEVELS.items()
    }


def _highest(fitted: Fitted, picture: SeenPicture) -> float:
    return max((fitted.confidence(pair) for pair in picture.pairs), default=0.0)


def acceptance_of(fitted: Fitted, levels: dict[str, float]) -> dict[str, Any]:
    """As ``acceptance`` of a manifest has it."""
    return {**fitted._asdict(), "levels": levels}
