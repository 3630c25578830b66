"""The file of figures that the books quote: ``docs/figures/copies.json``."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.copies.copy_report import CopyReport
from evaluation.metrics.bootstrap import Estimate

_DATA = (
    "real copies of dev/real, which train nothing and set no threshold; copies planted by the "
    "forge in photographs of the validation split, which set the levels as they are"
)
_INTERVAL = "95 %: Wilson for shares, means resampled by photograph"
_PLACES = 3
_SHORT_LIST = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def write_figures(
    path: Path, release: str, command: str, load: float, reports: Sequence[CopyReport]
) -> None:
    """``load``: of the machine when it began, since a search on a busy one may end too early."""
    content = {
        "release": release,
        "witness": "copies",
        "data": _DATA,
        "interval": _INTERVAL,
        "command": command,
        "load": round(load, 1),
        "edited": [_row(one, one["found"]) for one in reports if one["found"]],
        "authentic": [_row(one, one["alarms"]) for one in reports if one["alarms"]],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_on_short_lines(json.dumps(content, indent=2, allow_nan=False)) + "\n")


def _row(report: CopyReport, levels: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "set": report["set"],
        "handling": report["handling"],
        "count": report["count"],
        "cannotTell": report["cannotTell"],
        "listSha256": report["listSha256"],
        **{
            level: {name: _triple(one) for name, one in figures.items()}
            for level, figures in levels.items()
        },
    }


def _triple(one: Estimate) -> list[float]:
    return [round(one[name], _PLACES) for name in ("value", "low", "high")]


def _on_short_lines(text: str) -> str:
    """A list of numbers on one line, as the repository's formatter has it."""
    return _SHORT_LIST.sub(lambda found: f"[{' '.join(found[1].split())}]", text)
