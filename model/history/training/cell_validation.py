"""What a network says of a pack: cell F1 by container and kind, false alarms by kind."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from evaluation.metrics.auc import roc_auc
from history.cells import EDITED, UNSURE, pool_labels
from history.judge import judge
from history.network import HistoryNetwork
from history.training.evidence_pack import Pack, Picture

RATE = 0.05


class Row(NamedTuple):
    """One picture: ``f1`` of its cells at 0.5, None where it is authentic."""

    kind: str
    container: str
    score: float
    f1: float | None


def rows_of(network: HistoryNetwork, pack: Pack) -> Iterator[Row]:
    network.eval()
    for number in range(len(pack)):
        yield row_of(network, pack.picture(number))


def row_of(network: HistoryNetwork, picture: Picture) -> Row:
    said = judge(network, picture.planes, picture.figures)
    labels = pool_labels(np.asarray(picture.labels), said.pool)
    f1 = None
    if picture.is_edited:
        flagged = (said.probability > 0.5) & (labels != UNSURE)
        edited = labels == EDITED
        f1 = 2 * np.count_nonzero(flagged & edited) / max(1, flagged.sum() + edited.sum())
    about = picture.about
    return Row(about["operation"], container_group(about["container"]), said.score, f1)


def container_group(container: str) -> str:
    """Qualities of one library in three groups."""
    for prefix in ("moz", "webp"):
        if container.startswith(prefix):
            return prefix
    if container.startswith("q") and container[1:].isdigit():
        quality = int(container[1:])
        return "jpeg 90-98" if quality >= 90 else "jpeg 80-89" if quality >= 80 else "jpeg 75-79"
    return container


def summary(rows: list[Row]) -> dict[str, float]:
    """Mean cell F1, AUC of the score, share found where RATE of the authentic are flagged."""
    scores = np.array([row.score for row in rows])
    edited = np.array([row.f1 is not None for row in rows])
    threshold = float(np.quantile(scores[~edited], 1 - RATE))
    return {
        "f1": float(np.mean([row.f1 for row in rows if row.f1 is not None])),
        "auc": roc_auc(scores, edited),
        "threshold": threshold,
        "found": float(np.mean(scores[edited] > threshold)),
    }


def table(rows: list[Row]) -> str:
    """One line a container, a fill and a handling."""
    threshold = summary(rows)["threshold"]
    edited = [row for row in rows if row.f1 is not None]
    authentic = [row for row in rows if row.f1 is None]
    lines = [*_lines("edited, kept as", edited, threshold, lambda row: row.container)]
    lines += _lines("edited by", edited, threshold, lambda row: row.kind)
    lines += _lines("authentic", authentic, threshold, lambda row: row.kind)
    lines += _lines("authentic, kept as", authentic, threshold, lambda row: row.container)
    return "\n".join(lines)


def _lines(
    title: str, rows: list[Row], threshold: float, key: Callable[[Row], str]
) -> Iterator[str]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for name, members in sorted(groups.items()):
        flagged = np.mean([row.score > threshold for row in members])
        scored = [row.f1 for row in members if row.f1 is not None]
        f1 = f"  cell F1 {np.mean(scored):.3f}" if scored else ""
        yield f"{title} {name:<18} n {len(members):4d}  flagged {flagged:.3f}{f1}"
