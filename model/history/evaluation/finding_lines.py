"""Tables of what the witness found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from data.labelled import AUTHENTIC
from evaluation.metrics.auc import roc_auc
from evaluation.metrics.bootstrap import Estimate, mean_estimate
from history.evaluation.findings import Finding


def edited_lines(title: str, found: Sequence[Finding], threshold: float) -> Iterator[str]:
    """A line for each kind, one for the mean over kinds: F1 and AUC of the map, shares flagged."""
    edited = _by_group([one for one in found if one.case.mask])
    authentic = _by_group([one for one in found if not one.case.mask])
    yield f"{title}: threshold {threshold:.4f}"
    yield f"{'kind':<26} {'n':>5}  pixel F1              AUC    found  image AUC  flagged authentic"
    means = []
    for kind, ones in edited.items():
        f1 = mean_estimate([_f1(one) for one in ones])
        flagged = float(np.mean([one.score > threshold for one in ones]))
        means.append((f1["value"], flagged))
        beside = _beside(ones, authentic.get(f"{kind}, {AUTHENTIC}", []), threshold)
        yield f"{kind:<26} {len(ones):5}  {_text(f1)}  {_auc(ones)}  {flagged:.2f}   {beside}"
    f1, flagged = np.mean(means, axis=0)
    unedited = [one for ones in authentic.values() for one in ones]
    alarms = sum(one.score > threshold for one in unedited)
    inverted = sum(one.inverted for ones in edited.values() for one in ones)
    yield (
        f"mean over {len(means)} kinds: pixel F1 {f1:.3f}, found {flagged:.3f}; authentic flagged "
        f"{alarms} of {len(unedited)}; inverted maps {inverted}"
    )


def authentic_lines(found: Sequence[Finding], threshold: float) -> Iterator[str]:
    """A line for each set: the share flagged."""
    yield f"authentic: threshold {threshold:.4f}"
    for group, ones in _by_group(found).items():
        flagged = mean_estimate([float(one.score > threshold) for one in ones])
        shows = np.mean([one.shows for one in ones])
        yield f"{group:<34} {len(ones):5}  flagged {_text(flagged)}  would show {shows:.2f}"
    flagged = mean_estimate([float(one.score > threshold) for one in found])
    yield f"{'all':<34} {len(found):5}  flagged {_text(flagged)}"


def _by_group(found: Sequence[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        groups[one.case.group].append(one)
    return groups


def _f1(one: Finding) -> float:
    if one.f1 is None:
        raise ValueError(f"{one.case.path}: authentic files have no F1")
    return one.f1


def _auc(ones: Sequence[Finding]) -> str:
    values = [one.auc for one in ones if one.auc is not None]
    return f"{np.mean(values):.3f}" if values else "  -  "


def _beside(edited: Sequence[Finding], authentic: Sequence[Finding], threshold: float) -> str:
    if not authentic:
        return ""
    scores = np.array([one.score for one in (*edited, *authentic)])
    auc = roc_auc(scores, np.arange(len(scores)) < len(edited))
    alarms = sum(one.score > threshold for one in authentic)
    return f"{auc:.3f}      {alarms} of {len(authentic)}"


def _text(estimate: Estimate) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
