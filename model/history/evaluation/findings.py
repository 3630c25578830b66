"""What the witness says of files, at their own size, beside the truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from evaluation.metrics.pixel_metrics import pixel_scores
from history.evidence import Evidence, evidence_of
from history.judge import Judgement, Map, judge
from history.network import HistoryNetwork

_CELL_PX = 8
_SHOWS = 0.5
_STRIP = 8192
"""Rows at once: OpenCV places with 16-bit coordinates."""


@dataclass(frozen=True)
class Case:
    """A file, and its mask where it is edited; ``group`` is what it is reported under, ``source``
    names the photograph where several files are made from one."""

    path: Path
    mask: Path | None
    group: str
    source: str = ""


@dataclass(frozen=True)
class Finding:
    """``f1`` and ``auc`` of the map, None for authentic files; ``inverted``: the map marks more of
    the untouched than of the edited with confidence; ``shows``: the share of cells with confidence
    of at least a half."""

    case: Case
    score: float
    shows: float
    f1: float | None = None
    auc: float | None = None
    inverted: bool = False


def findings(network: HistoryNetwork, cases: Iterable[Case]) -> Iterator[Finding]:
    """In the order of ``cases``; what gives no evidence scores 0 and marks nothing."""
    cases = list(cases)
    found = evidence_of(case.path for case in cases)
    for case, (_, evidence) in zip(cases, found, strict=True):
        yield finding(network, case, evidence)


def finding(network: HistoryNetwork, case: Case, evidence: Evidence | None) -> Finding:
    said = judge(network, evidence.planes, evidence.figures) if evidence else None
    score = said.score if said else 0.0
    shows = float((said.confidence >= _SHOWS).mean()) if said else 0.0
    if case.mask is None:
        return Finding(case, score, shows)
    mask = (_grey(case.mask) > 127).astype(np.uint8)
    native = placed(said, evidence, mask.shape) if said and evidence else np.zeros(mask.shape, "f4")
    scores = pixel_scores(native, mask)
    inverted = scores.auc is not None and scores.auc < 0.5 and float((native > 0.5).mean()) > 0.02
    return Finding(case, score, shows, scores.f1, scores.auc, inverted)


def placed(said: Judgement, evidence: Evidence, shape: tuple[int, int]) -> Map:
    """The map at the picture's size: bilinear between the centres of cells, beyond them the last.

    A cell that is not confident is never marked: it is held to a half.
    """
    held = np.where(said.confidence < _SHOWS, np.minimum(said.probability, 0.5), said.probability)
    side = _CELL_PX * said.pool
    # Pixel centre -> cell centre: ((x + 0.5) * scale - left) / side - 0.5.
    across, down = evidence.width / evidence.stored_width, evidence.height / evidence.stored_height
    matrix = np.array(
        [
            [across / side, 0, (across / 2 - evidence.left) / side - 0.5],
            [0, down / side, (down / 2 - evidence.top) / side - 0.5],
        ]
    )
    rows = [
        cv2.warpAffine(
            held,
            matrix + np.array([[0, 0, 0], [0, 0, start * down / side]]),
            (shape[1], min(_STRIP, shape[0] - start)),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for start in range(0, shape[0], _STRIP)
    ]
    return np.concatenate(rows)


def _grey(path: Path) -> np.ndarray:
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise ValueError(f"{path}: expected a mask, could not read it")
    return image
