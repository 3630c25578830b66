"""Imports, folders and file names of ``model/`` are as ``architecture.json`` says.

A package may import itself and what the table lists for it; a listed sub-package stands alone.
"""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

MODEL = Path(__file__).parents[1]
TABLE = json.loads((MODEL.parent / "architecture.json").read_text())["python"]
FILES = [path for path in MODEL.rglob("*.py") if ".venv" not in path.parts]
SOURCES = [path.relative_to(MODEL) for path in FILES if MODEL / "tests" not in path.parents]
OURS = {path.parts[0] for path in SOURCES} | {name.split("/")[0] for name in TABLE}
MOST_FILES = 15


def package_of(path: str) -> str:
    """The most specific entry of the table for a module; where none fits, its top folder."""
    listed = [name for name in TABLE if f"{path}/".startswith(f"{name}/")]
    return max(listed, key=len, default=path.split("/")[0])


def imported_by(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((MODEL / source).read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_packages_import_only_what_the_table_lists():
    faults = [
        f"{source} imports {module}"
        for source in SOURCES
        for module in imported_by(source)
        if module.split(".")[0] in OURS
        and (target := package_of(module.replace(".", "/"))) != (own := package_of(str(source)))
        and target not in TABLE.get(own, [])
    ]
    assert faults == []


def test_the_table_lists_every_package_and_has_no_cycle():
    assert {package_of(str(source)) for source in SOURCES} == set(TABLE)
    assert {name for allowed in TABLE.values() for name in allowed} <= set(TABLE)
    TopologicalSorter(TABLE).prepare()


def test_no_folder_holds_more_than_can_be_seen_at_once():
    counted = Counter(path.parent for path in FILES if path.name != "__init__.py")
    assert {folder: count for folder, count in counted.items() if count > MOST_FILES} == {}


def test_no_file_name_is_given_twice():
    named = Counter(source.name for source in SOURCES)
    twice = {name for name, count in named.items() if count > 1}
    assert twice <= {"__init__.py", "__main__.py"}
