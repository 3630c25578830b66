"""``run.json``: everything that made a run, so that its figures can be traced and repeated."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from data.json_file import read_json
from data.packed_set import PackedSet
from data.sha256 import sha256_of
from fasa.config import Config

RECORD = "run.json"
"""In the run's folder."""

_ABOUT = (
    "count",
    "masksSha256",
    "photoListSha256",
    "photoCount",
    "split",
    "firstSeed",
    "forgeVersion",
    "listSha256",
)


def describe_set(pictures: PackedSet) -> dict[str, Any]:
    """Name, size and hashes of a pack, as its pack.json states them."""
    known = {key: pictures.about[key] for key in _ABOUT if key in pictures.about}
    return {"name": pictures.path.name, "size": pictures.size, **known}


def code_commit() -> str:
    """The commit of this code, ``-dirty`` when files differ; ``unknown`` without git."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip() if found.returncode == 0 else "unknown"


def provenance(path: Path, options: Mapping[str, Any], starts: Sequence[Path]) -> dict[str, Any]:
    """Options, hashes of the weights files that a run begins with, commits, software.

    Commits of the record that is at ``path`` already come first. Raises ValueError naming it when
    it is no JSON.
    """
    before = read_json(path) if path.exists() else {}
    commits = [*before.get("commits", []), code_commit()]
    return {
        "options": {name: _plain(value) for name, value in options.items()},
        "starts": {start.name: sha256_of(start) for start in starts},
        "commits": list(dict.fromkeys(commits)),
        "software": {"torch": torch.__version__, "python": platform.python_version()},
    }


def write_record(path: Path, content: Mapping[str, Any]) -> None:
    """Atomic: a run killed while writing keeps its last record."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, indent=1))
    os.replace(partial, path)


class RunManifest:
    """Written at the start of every stretch of a run and at each validation."""

    def __init__(
        self,
        run: Path,
        config: Config,
        options: dict[str, Any],
        training: Sequence[tuple[PackedSet, float]],
        validation: Sequence[PackedSet],
        starts: Sequence[Path],
    ) -> None:
        """``starts`` are the weights files that the run begins with."""
        self._path = run / RECORD
        before = read_json(self._path) if self._path.exists() else {}
        self._content: dict[str, Any] = {
            "config": asdict(config),
            **provenance(self._path, options, starts),
            "training": [{**describe_set(s), "weight": weight} for s, weight in training],
            "validation": [describe_set(s) for s in validation],
            "metrics": before.get("metrics", {}),
        }
        write_record(self._path, self._content)

    def add_metrics(self, step: int, name: str, values: dict[str, float]) -> None:
        """``name`` of a validation set; its newest figures replace the older ones."""
        self._content["metrics"][name] = {"step": step, **values}
        write_record(self._path, self._content)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return value.name
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return None if value == float("inf") else value
