"""Figures of each kind, and their mean over kinds: a large kind counts no more than a small one."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from data.labelled import AUTHENTIC
from evaluation.metrics.auc import roc_auc
from evaluation.metrics.bootstrap import Estimate, Indices, estimate, mean_estimate
from evaluation.real.real_rows import RealRow


class KindFigures(TypedDict):
    """Of edited pictures. ``found``: share above what ships. ``imageAuc``: against the authentic
    pictures of all kinds, because four kinds have none and others one or two."""

    f1: Estimate
    auc: Estimate | None
    found: Estimate
    imageAuc: Estimate


class RealReport(TypedDict):
    """``mean``: over kinds, each resampled on its own; ``count`` is of pictures. ``flagged``: share
    of the authentic ones above what ships; ``flaggedByKind``: how many of how many."""

    detector: str
    listSha256: str
    kinds: dict[str, KindFigures]
    mean: KindFigures
    flagged: Estimate
    flaggedByKind: dict[str, tuple[int, int]]


def real_report(detector: str, list_sha256: str, rows: Sequence[RealRow]) -> RealReport:
    """Raises ValueError unless there are edited and authentic pictures."""
    edited = [row for row in rows if row.is_edited]
    authentic = [row for row in rows if not row.is_edited]
    if not edited or not authentic:
        raise ValueError(
            f"expected edited and authentic pictures, received {len(edited)} and {len(authentic)}"
        )
    names = list(dict.fromkeys(row.kind for row in edited))
    by_kind = {kind: [row for row in authentic if row.kind == kind] for kind in names}
    return {
        "detector": detector,
        "listSha256": list_sha256,
        "kinds": {
            kind: _figures([row for row in edited if row.kind == kind], authentic) for kind in names
        },
        "mean": _figures(edited, authentic),
        "flagged": mean_estimate([row.is_found for row in authentic]),
        "flaggedByKind": {
            kind: (sum(row.is_found for row in own), len(own))
            for kind, own in by_kind.items()
            if own
        },
    }


def _figures(edited: Sequence[RealRow], authentic: Sequence[RealRow]) -> KindFigures:
    """Means over the kinds of ``edited``, of which there may be one."""
    ranked = [row for row in edited if row.auc is not None]
    return {
        "f1": _mean_over_kinds([row.f1 for row in edited], edited),
        "auc": _mean_over_kinds([row.auc for row in ranked], ranked) if ranked else None,
        "found": _mean_over_kinds([row.is_found for row in edited], edited),
        "imageAuc": _image_auc(edited, authentic),
    }


def _mean_over_kinds(values: Sequence[float | None], rows: Sequence[RealRow]) -> Estimate:
    figures, kinds = np.array(values, np.float64), np.array([row.kind for row in rows])

    def mean(chosen: Indices) -> float:
        drawn, names = figures[chosen], kinds[chosen]
        return float(np.mean([drawn[names == kind].mean() for kind in np.unique(names)]))

    return estimate(mean, len(figures), strata=kinds)


def _image_auc(edited: Sequence[RealRow], authentic: Sequence[RealRow]) -> Estimate:
    scores = np.array([row.score for row in (*edited, *authentic)])
    kinds = np.array([row.kind for row in edited] + [AUTHENTIC] * len(authentic))

    def mean(chosen: Indices) -> float:
        drawn, names = scores[chosen], kinds[chosen]
        against = drawn[names == AUTHENTIC]
        of_kinds = [drawn[names == kind] for kind in np.unique(names) if kind != AUTHENTIC]
        return float(np.mean([_auc(scored, against) for scored in of_kinds]))

    return estimate(mean, len(scores), strata=kinds)


def _auc(positives: NDArray[np.float64], negatives: NDArray[np.float64]) -> float:
    both = np.concatenate([positives, negatives])
    return roc_auc(both, np.arange(len(both)) < len(positives))
