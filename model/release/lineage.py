"""What made a released model, as data: ``lineage/<version>.toml``.

Each step makes named weights from parents or from earlier steps; a release makes a file. Lists of
photographs are named by the sha256 of their names in order, or by its first twelve digits.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.sha256 import sha256_of
from release.typed_table import typed

FOLDER = Path(__file__).parents[1] / "lineage"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Parent:
    """A file that was not made here: of another release, named by its version, or told ``about``.

    ``sha256`` is UNKNOWN where the file was not kept.
    """

    name: str
    sha256: str
    about: str = ""


@dataclass(frozen=True)
class TrainingSet:
    """``made_by`` a command; ``seeds`` are pairs of the first and the last; ``size`` in pixels."""

    name: str
    made_by: str
    split: str
    about: str
    seeds: tuple[tuple[int, ...], ...] = ()
    size: int | None = None
    operation: str | None = None
    list_sha256: str | None = None


@dataclass(frozen=True)
class Training:
    """``sets``: their shares of the pictures; ``size`` and ``window`` in pixels, ``batch`` in
    pictures. None: not known, or not set."""

    makes: str
    start: str
    steps: int
    sets: Mapping[str, float]
    batch: int | None = None
    size: int | None = None
    window: int | None = None
    learning_rate: float | None = None
    warm_up: int | None = None
    seed: int | None = None
    authentic_share: float | None = None
    notes: str = ""

    @property
    def sources(self) -> Collection[str]:
        return [self.start]

    @property
    def shares(self) -> Mapping[str, float]:
        return self.sets


@dataclass(frozen=True)
class Mix:
    """The weighted mean ``of`` weights."""

    makes: str
    of: Mapping[str, float]

    @property
    def sources(self) -> Collection[str]:
        return list(self.of)

    @property
    def shares(self) -> Mapping[str, float]:
        return self.of


@dataclass(frozen=True)
class Release:
    """The file ``makes``: the weights ``of``, at half precision, shifted as ``Released`` says."""

    makes: str
    of: str

    @property
    def sources(self) -> Collection[str]:
        return [self.of]

    @property
    def shares(self) -> Mapping[str, float]:
        return {self.of: 1.0}


Step = Training | Mix | Release
_KINDS: Mapping[str, type[Step]] = {"train": Training, "mix": Mix, "release": Release}


@dataclass(frozen=True)
class Released:
    """What the commands of a release found: name to sha256 of its files, what was added to the
    network's logits, and the share of a picture's highest one that they are cut at.

    ``logit_shift`` is None where the network is an older one, or where it is not known.
    """

    files: Mapping[str, str]
    logit_shift: float | None = None
    relative_cut: float = 0.0


@dataclass(frozen=True)
class Lineage:
    """``commit`` has the release; ``unknown`` says what cannot be told any more."""

    version: str
    about: str
    steps: tuple[Step, ...]
    commit: str | None = None
    unknown: tuple[str, ...] = ()
    parents: tuple[Parent, ...] = ()
    sets: tuple[TrainingSet, ...] = ()
    released: Released | None = None

    @property
    def files(self) -> Mapping[str, str]:
        return self.released.files if self.released else {}


def read_lineage(path: Path) -> Lineage:
    """Raises ValueError naming the file and what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text())
        parts: dict[str, Any] = {
            "parents": tuple(typed(Parent, one) for one in content.pop("parents", [])),
            "sets": tuple(typed(TrainingSet, one) for one in content.pop("sets", [])),
            "steps": tuple(_step(one) for one in content.pop("steps", [])),
        }
        if "released" in content:
            parts["released"] = typed(Released, content.pop("released"))
        return typed(Lineage, content | parts)
    except (ValueError, TypeError) as cause:
        raise ValueError(f"{path}: {cause}") from cause


def require_version(path: Path, version: str) -> None:
    """Raises ValueError for the lineage of another version."""
    if (stated := read_lineage(path).version) != version:
        raise ValueError(f"{path}: expected the lineage of {version}, received that of {stated}")


def statement(path: Path) -> str:
    """What a manifest says of its lineage."""
    return f"{FOLDER.name}/{path.name} sha256 {sha256_of(path)}"


def record_release(path: Path, released: Released) -> None:
    """Writes it into the last tables of the lineage, in the place of older ones."""
    text = path.read_text().split("\n[released")[0].rstrip()
    lines = [text, ""]
    if released.logit_shift is not None:
        lines += ["[released]", f"logit_shift = {released.logit_shift}"]
        lines += [f"relative_cut = {released.relative_cut}", ""]
    lines += ["[released.files]"]
    lines += [f'"{name}" = "{digest}"' for name, digest in sorted(released.files.items())]
    path.write_text("\n".join([*lines, ""]))


def _step(table: dict[str, Any]) -> Step:
    kind = table.pop("kind", None)
    if kind not in _KINDS:
        raise ValueError(f"kind of a step: expected one of {list(_KINDS)}, received {kind!r}")
    return typed(_KINDS[kind], table)
