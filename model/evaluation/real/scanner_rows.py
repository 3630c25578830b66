"""The same from the scanner's own code: ``fasa evaluate FOLDER --json``, run once a kind."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from evaluation.real.real_kinds import Kinds, kind_folder
from evaluation.real.real_rows import RealRow

_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = ("node", "--import", "tsx", "bin/fasa.ts", "evaluate")
_NETWORK_ALONE = ("--no-history", "--no-copies")
_CANNOT_TELL = "cannotTell"
# Log odds of 0 and 1 have no end.
_EDGE = 1e-9


def rows_of_scanner(data: Path, kinds: Kinds, model: Path, network_alone: bool) -> list[RealRow]:
    """Raises ChildProcessError when a file could not be evaluated, or the command not run."""
    options = ["--model", str(model.resolve()), *(_NETWORK_ALONE if network_alone else ())]
    return [
        _row(kind, image)
        for kind in tqdm(kinds, desc="scanner", delay=2)
        for image in _images(kind_folder(data, kind), options)
    ]


def _images(folder: Path, options: Sequence[str]) -> Iterator[dict[str, Any]]:
    command = (*_COMMAND, str(folder.resolve()), "--json", *options)
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)
    if ended.returncode != 0:
        raise ChildProcessError(
            f"{' '.join(command)}: expected every file to be evaluated, ended with "
            f"{ended.returncode}: {ended.stderr[-500:]}"
        )
    yield from json.loads(ended.stdout)["images"]


def _row(kind: str, image: dict[str, Any]) -> RealRow:
    pixel = image.get("nativePixel", {})
    return RealRow(
        kind=kind,
        is_edited=image["truth"] == "manipulated",
        score=margin(image["witnesses"].values()),
        is_found=image["label"] == "manipulated",
        f1=pixel.get("f1"),
        auc=pixel.get("auc"),
    )


def margin(witnesses: Sequence[dict[str, Any]]) -> float:
    """How far the witness that is surest lies above its threshold, in log odds.

    Assumption: the scanner has no score of all witnesses together. This one is above 0 where it
    calls a picture manipulated; a witness that cannot tell has no part in it.
    """
    return max(
        _log_odds(one["score"]) - _log_odds(one["threshold"])
        for one in witnesses
        if one["state"] != _CANNOT_TELL
    )


def _log_odds(probability: float) -> float:
    held = np.clip(probability, _EDGE, 1 - _EDGE)
    return float(np.log(held / (1 - held)))
