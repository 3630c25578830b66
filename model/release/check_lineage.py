"""Checks what the lineages say against each other and against the weights that ship.

    python -m release.check_lineage --weights weights

Every file is of the stated type, every name resolves, shares add up, parents are the files that
earlier releases shipped, and the shipped files have the sha256 of the lineage that their manifest
names. Exit code 1 when something is wrong.
"""

import argparse
import math
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from data.json_file import read_json
from data.sha256 import sha256_of
from release.lineage import (
    FOLDER,
    UNKNOWN,
    Lineage,
    Release,
    Training,
    read_lineage,
    statement,
)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LIST_SHA256 = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def own_faults(lineage: Lineage) -> Iterator[str]:
    """Within one lineage: names, shares and hashes."""
    yield from _step_faults(lineage)
    yield from _hash_faults(lineage)
    yield from _unchanged_faults(lineage)


def chain_faults(lineage: Lineage, all_of_them: Mapping[str, Lineage]) -> Iterator[str]:
    """Between lineages: a parent is a file of its release; another one is described."""
    for parent in lineage.parents:
        if not _VERSION.fullmatch(parent.name):
            if not parent.about:
                yield f"{parent.name}: nothing is said of it"
        elif parent.name not in all_of_them or not _is_before(parent.name, lineage.version):
            yield f"{parent.name}: is no earlier release with a lineage"
        elif parent.sha256 not in all_of_them[parent.name].files.values():
            yield f"{parent.name}: released no file {parent.sha256}"


def shipped_faults(weights: Path, folder: Path) -> Iterator[str]:
    """Between the files that ship, their manifest and its lineage."""
    manifest = read_json(weights / "manifest.json")
    path = folder / f"{manifest['version']}.toml"
    if not path.is_file():
        yield f"{path}: the manifest's version has no lineage"
        return
    lineage = read_lineage(path)
    if manifest["trainingData"] != statement(path):
        yield f"the manifest says {manifest['trainingData']!r}, the lineage is {statement(path)!r}"
    files = lineage.files
    for name in manifest["files"].keys() - files.keys():
        yield f"{path}: does not name {name}"
    for name, digest in files.items():
        if not (weights / name).is_file() or sha256_of(weights / name) != digest:
            yield f"{weights / name}: is not the file of {path.name}"
    made = {step.makes for step in lineage.steps if isinstance(step, Release)}
    for name in files:
        if name.endswith(".safetensors") and name not in made:
            yield f"{path}: no step makes {name}"


def lineage_faults(weights: Path, folder: Path = FOLDER) -> list[str]:
    """Of everything. Raises ValueError for a lineage that cannot be read."""
    lineages = {path.stem: read_lineage(path) for path in sorted(folder.glob("*.toml"))}
    faults = []
    for name, lineage in lineages.items():
        own = [*own_faults(lineage), *chain_faults(lineage, lineages)]
        if lineage.version != name:
            own.append(f"states version {lineage.version}")
        faults += [f"{name}.toml: {fault}" for fault in own]
    return [*faults, *shipped_faults(weights, folder)]


def _is_before(one: str, other: str) -> bool:
    earlier, later = ([int(part) for part in version.split(".")] for version in (one, other))
    return earlier < later


def _step_faults(lineage: Lineage) -> Iterator[str]:
    known = {parent.name for parent in lineage.parents}
    sets = {one.name for one in lineage.sets}
    for step in lineage.steps:
        missing = set(step.sources) - known
        if isinstance(step, Training):
            missing |= step.sets.keys() - sets
        if missing:
            yield f"{step.makes}: no {', '.join(sorted(missing))} before it"
        if step.makes in known:
            yield f"{step.makes}: made twice"
        if not math.isclose(total := sum(step.shares.values()), 1, abs_tol=1e-6):
            yield f"{step.makes}: shares add up to {total:g}"
        known.add(step.makes)


def _hash_faults(lineage: Lineage) -> Iterator[str]:
    hashes = [parent.sha256 for parent in lineage.parents if parent.sha256 != UNKNOWN]
    for digest in [*hashes, *lineage.files.values()]:
        if not _SHA256.fullmatch(digest):
            yield f"no sha256: {digest}"
    for one in lineage.sets:
        if one.list_sha256 and not _LIST_SHA256.fullmatch(one.list_sha256):
            yield f"{one.name}: no sha256 of a list: {one.list_sha256}"


def _unchanged_faults(lineage: Lineage) -> Iterator[str]:
    """A parent that is released as it is keeps its sha256."""
    hashes = {parent.name: parent.sha256 for parent in lineage.parents}
    if lineage.released is None or lineage.released.logit_shift is not None:
        return
    for step in lineage.steps:
        expected = hashes.get(step.of, UNKNOWN) if isinstance(step, Release) else UNKNOWN
        if expected not in (UNKNOWN, lineage.files.get(step.makes)):
            yield f"{step.makes}: is not {step.of}, which it is said to be"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=FOLDER.parent / "weights")
    faults = lineage_faults(parser.parse_args().weights)
    print("\n".join(faults) or f"{len(list(FOLDER.glob('*.toml')))} lineages: nothing is wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
