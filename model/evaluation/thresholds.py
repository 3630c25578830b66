"""Above which scores an image is called manipulated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

ScoreName = Literal["score", "robustScore"]
SCORES: tuple[ScoreName, ...] = get_args(ScoreName)

PAPER_THRESHOLD = 0.5
"""Of the paper's image decision (section 4.1)."""
PAPER_POINT = "0.5"


@dataclass(frozen=True)
class Thresholds:
    """``decided_by`` is the score that decides, above ``default``.

    ``by_fpr``: further thresholds of that score, by the rate of flagged authentic images that each
    is meant to keep.
    """

    decided_by: ScoreName = "score"
    default: float = PAPER_THRESHOLD
    by_fpr: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_manifest(cls, stated: Mapping[str, Any]) -> Self:
        """``thresholds`` of a model's manifest. Raises ValueError for an unknown score."""
        if stated["decidedBy"] not in SCORES:
            raise ValueError(
                f"decidedBy: expected one of {SCORES}, received {stated['decidedBy']!r}"
            )
        return cls(stated["decidedBy"], stated["default"], stated.get("byFpr", {}))

    def of(self, score: ScoreName) -> float:
        """The one that decides; the paper's for the score that does not."""
        return self.default if score == self.decided_by else PAPER_THRESHOLD

    def points(self, score: ScoreName) -> dict[str, float]:
        """All to report on: the paper's, and those of the manifest as ``FPR <rate>``."""
        by_fpr = self.by_fpr if score == self.decided_by else {}
        stated = {f"FPR {rate}": threshold for rate, threshold in by_fpr.items()}
        return {PAPER_POINT: PAPER_THRESHOLD, **stated}


UNSET = Thresholds()
"""Of a detector that states none."""
