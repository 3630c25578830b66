"""OpenSDI's parquet shards: one row an image, with ``key``, ``label``, ``image`` and ``mask``.

``label`` is 1 for manipulated. Images are ``{bytes, path}``, as Hugging Face stores them. Pixels
are measured on rows whose key holds both "partial" and "fake" (OpenSDI's data loader, its issue 9);
the other manipulated ones were generated whole.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as parquet

from data.labelled import AUTHENTIC, LabelledImage, LabelledSet

_COLUMNS = ("key", "label", "image", "mask")
_PARTIAL = "partial"
_FULL = "full"


def parquet_files(path: Path) -> list[Path]:
    """A file, those of a folder, or the shards ``<path>-*.parquet``; none when there are none."""
    if path.is_file():
        return [path] if path.suffix == ".parquet" else []
    if path.is_dir():
        return sorted(path.rglob("*.parquet"))
    return sorted(path.parent.glob(f"{path.name}-*.parquet"))


def read_opensdi(name: str, files: Sequence[Path]) -> LabelledSet:
    """Reads keys and labels; images are read as they are asked for.

    Raises ValueError for files that are no such parquet.
    """
    return LabelledSet(name, [image for file in files for image in _images(file)])


def _images(path: Path) -> Iterator[LabelledImage]:
    try:
        file = parquet.ParquetFile(path)
    except pyarrow.ArrowInvalid as cause:
        raise ValueError(f"{path}: no intact parquet file: {cause}") from cause
    missing = [column for column in _COLUMNS if column not in file.schema_arrow.names]
    if missing:
        raise ValueError(f"{path}: expected columns {', '.join(_COLUMNS)}; no {missing[0]}")
    for group in range(file.num_row_groups):
        rows = file.read_row_group(group, ["key", "label"]).to_pylist()
        for index, row in enumerate(rows):
            yield _image(path, group, index, row)


def _image(path: Path, group: int, index: int, row: dict[str, Any]) -> LabelledImage:
    key, label = row["key"], row["label"]
    if not isinstance(key, str) or label not in (0, 1):
        raise ValueError(f"{path}: expected a text as key and a label of 0 or 1, received {row!r}")
    content, mask = (_cell(path, group, index, column) for column in ("image", "mask"))
    if label == 0:
        return LabelledImage(key, AUTHENTIC, content)
    if "partial" in key and "fake" in key:
        return LabelledImage(key, _PARTIAL, content, mask)
    return LabelledImage(key, _FULL, content)


def _cell(path: Path, group: int, index: int, column: str) -> Callable[[], bytes]:
    def read() -> bytes:
        cell = _row_group(path, group).column(column)[index].as_py()
        encoded = cell.get("bytes") if isinstance(cell, dict) else cell
        if not isinstance(encoded, bytes):
            raise ValueError(f"{path}: expected bytes as {column} of row {index} in group {group}")
        return encoded

    return read


@functools.lru_cache(maxsize=1)
def _row_group(path: Path, group: int) -> pyarrow.Table:
    """Rows are asked for in their order: one group is held at a time."""
    return parquet.ParquetFile(path).read_row_group(group, ["image", "mask"])
