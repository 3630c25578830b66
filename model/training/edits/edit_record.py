"""``run.json`` of the second stage: what made it, so that it can be traced and repeated."""

import json
import platform
from argparse import Namespace
from pathlib import Path

import torch

from data.json_file import read_json
from data.sha256 import sha256_of
from forge.edits.edit_kinds import EDITS
from forge.traces.photo_parts import PartsPack
from training.run_manifest import code_commit


def write_record(args: Namespace, parts: PartsPack, val: PartsPack) -> None:
    """Anew for each stretch of a run; commits of earlier ones are kept."""
    path = args.run / "run.json"
    before = read_json(path)["commits"] if path.exists() else []
    content = {
        "options": {name: _plain(value) for name, value in vars(args).items()},
        "edits": {name: kind.weight for name, kind in EDITS.items()},
        "parts": {"count": len(parts), **parts.about},
        "validation": {"count": len(val), **val.about},
        "starts": {args.start.name: sha256_of(args.start)} if args.start else {},
        "commits": list(dict.fromkeys([*before, code_commit()])),
        "software": {"torch": torch.__version__, "python": platform.python_version()},
    }
    path.write_text(json.dumps(content, indent=1))


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return value.name
    return None if value == float("inf") else value
