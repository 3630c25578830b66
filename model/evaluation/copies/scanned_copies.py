"""What the scanner's own code says of copies: ``fasa scan FOLDER --json``, where history helps to
tell the copy from its source."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.copies.covered_pixels import Polygon

_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = ("node", "--import", "tsx", "bin/fasa.ts", "scan")
_CANNOT_TELL = "cannotTell"


class ScannedPair(NamedTuple):
    """``level``: ``certain`` or ``hint``. The sides are polygons in the picture's own pixels."""

    level: str
    source: Sequence[Polygon]
    copy: Sequence[Polygon]
    is_side_known: bool


class ScannedPicture(NamedTuple):
    """``can_tell`` is false where the search ended without a pair before it was done."""

    pairs: Sequence[ScannedPair]
    can_tell: bool


Scan = Callable[[Path], dict[str, ScannedPicture]]
"""Of a folder: by the path of each file below it, with slashes."""


def scan_folder(folder: Path, model: Path) -> dict[str, ScannedPicture]:
    """Raises ChildProcessError when a file could not be scanned, or the command not run, and
    ValueError for a model that looks for no copies."""
    with tempfile.TemporaryDirectory() as out:
        options = ("--json", "--model", str(model.resolve()), "--out", out)
        command = (*_COMMAND, str(folder.resolve()), *options)
        ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)
    if ended.returncode != 0:
        raise ChildProcessError(
            f"{' '.join(command)}: expected every file to be scanned, ended with "
            f"{ended.returncode}: {ended.stderr[-500:]}"
        )
    verdicts = map(json.loads, ended.stdout.splitlines())
    return {_place(verdict, folder.resolve()): picture_of(verdict) for verdict in verdicts}


def _place(verdict: dict[str, Any], folder: Path) -> str:
    """Keys are from the folder that the command runs in, or from the root of the disk."""
    path = Path(verdict["object"]["bucket"], verdict["object"]["key"])
    return path.relative_to(folder).as_posix()


def picture_of(verdict: dict[str, Any]) -> ScannedPicture:
    """Raises ValueError when the witness of copies took no part."""
    witness = verdict["witnesses"].get("copies")
    if witness is None:
        raise ValueError(f"{verdict['object']['key']}: expected a model that looks for copies")
    pairs = [_pair(pair) for pair in verdict.get("copies", [])]
    return ScannedPicture(pairs, witness["state"] != _CANNOT_TELL)


def _pair(pair: dict[str, Any]) -> ScannedPair:
    source, copy = (_polygons(pair[side]) for side in ("source", "copy"))
    return ScannedPair(pair["level"], source, copy, pair["isSideKnown"])


def _polygons(side: dict[str, Any]) -> list[Polygon]:
    return [[(corner["x"], corner["y"]) for corner in corners] for corners in side["polygons"]]
