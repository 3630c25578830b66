"""Figures of one set after one handling, each with its interval of 95 %."""

from collections.abc import Sequence
from typing import TypedDict

from copies.level_choice import wilson
from data.labelled import LabelledSet
from evaluation.copies.copy_rows import CopyRow
from evaluation.copies.copy_scores import LEVELS
from evaluation.metrics.bootstrap import Estimate, mean_estimate


class FoundFigures(TypedDict):
    """Of edited pictures, at one level: share found, and means of pixel F1 by picture."""

    found: Estimate
    betterSideF1: Estimate
    reportedF1: Estimate


class AlarmFigures(TypedDict):
    """Of authentic pictures, at one level: share with a pair or more, and mean number of pairs."""

    flagged: Estimate
    pairs: Estimate


class CopyReport(TypedDict):
    """By level. ``cannotTell``: searches that ended without a pair before they were done; they
    count as finding nothing."""

    set: str
    handling: str
    count: int
    cannotTell: int
    listSha256: str
    found: dict[str, FoundFigures] | None
    alarms: dict[str, AlarmFigures] | None


def copy_report(labelled: LabelledSet, handling: str, rows: Sequence[CopyRow]) -> CopyReport:
    """Of a set that is edited as a whole, or authentic."""
    is_edited = bool(rows[0].scores)
    return {
        "set": labelled.name,
        "handling": handling,
        "count": len(rows),
        "cannotTell": sum(not row.can_tell for row in rows),
        "listSha256": labelled.list_sha256,
        "found": {level: _found(level, rows) for level in LEVELS} if is_edited else None,
        "alarms": None if is_edited else {level: _alarms(level, rows) for level in LEVELS},
    }


def _found(level: str, rows: Sequence[CopyRow]) -> FoundFigures:
    scores = [row.scores[level] for row in rows]
    sources = [row.source for row in rows]
    return {
        "found": share_estimate([score.is_found for score in scores]),
        "betterSideF1": mean_estimate([score.better_side_f1 for score in scores], sources),
        "reportedF1": mean_estimate([score.reported_f1 for score in scores], sources),
    }


def _alarms(level: str, rows: Sequence[CopyRow]) -> AlarmFigures:
    pairs = [row.pairs[level] for row in rows]
    return {
        "flagged": share_estimate([count > 0 for count in pairs]),
        "pairs": mean_estimate(pairs, [row.source for row in rows]),
    }


def share_estimate(hits: Sequence[bool]) -> Estimate:
    """With Wilson's interval, which a share of 0 has as well."""
    low, high = wilson(sum(hits), len(hits))
    return {"value": sum(hits) / len(hits), "low": low, "high": high, "count": len(hits)}
