"""The collections of real edits: ``<data>/dev/real/<kind>/{Tp,Gt,Au}``.

They judge models. None of them ever trains one or sets a threshold.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from data.labelled import LabelledSet
from data.readers.folder import read_folder

Kinds = Mapping[str, LabelledSet]
_FOLDER = Path("dev", "real")


def real_kinds(data: Path) -> dict[str, LabelledSet]:
    """By name. Raises FileNotFoundError without any, ValueError for a folder that is no set."""
    root = data / _FOLDER
    folders = sorted(path for path in root.glob("*") if path.is_dir())
    if not folders:
        raise FileNotFoundError(f"{root}: expected a folder for each kind of edit, found none")
    return {folder.name: read_folder(folder) for folder in folders}


def kind_folder(data: Path, kind: str) -> Path:
    return data / _FOLDER / kind


def list_sha256(kinds: Kinds) -> str:
    """Of all kinds' files in their order."""
    names = [f"{kind}/{image.name}" for kind, one in kinds.items() for image in one.images]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
