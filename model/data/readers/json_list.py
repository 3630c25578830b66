"""IMDL-BenCo's JSON lists: ``[["a.jpg", "a_mask.png"], ["b.jpg", "Negative"], ...]``."""

from pathlib import Path
from typing import Any, NamedTuple

from data.json_file import read_json
from data.labelled import AUTHENTIC, MANIPULATED, LabelledImage, LabelledSet

_NO_MASK = "Negative"


class _Row(NamedTuple):
    name: str
    image: Path
    mask: Path | None


def read_json_list(path: Path) -> LabelledSet:
    """Relative paths are below the list's folder.

    Raises ValueError for what is no such list, FileNotFoundError for a file that is not there.
    """
    rows = _rows(path)
    missing = [file for row in rows for file in row[1:] if file and not file.is_file()]
    if missing:
        raise FileNotFoundError(
            f"{path}: {len(missing)} files are not there, the first is {missing[0]}. "
            f"`python -m evaluation validate {path}` lists them"
        )
    return _set(path, rows)


def read_unchecked_list(path: Path) -> LabelledSet:
    """As ``read_json_list``; a file that is not there is noticed when it is read."""
    return _set(path, _rows(path))


def _set(path: Path, rows: list[_Row]) -> LabelledSet:
    return LabelledSet(path.stem, [_image(row) for row in rows])


def _image(row: _Row) -> LabelledImage:
    if row.mask is None:
        return LabelledImage(row.name, AUTHENTIC, row.image.read_bytes)
    return LabelledImage(row.name, MANIPULATED, row.image.read_bytes, row.mask.read_bytes)


def _rows(path: Path) -> list[_Row]:
    rows = read_json(path)
    if not isinstance(rows, list) or not rows:
        raise ValueError(f'{path}: expected [[image, mask | "{_NO_MASK}"], ...], received no rows')
    return [_row(path, number, row) for number, row in enumerate(rows)]


def _row(path: Path, number: int, row: Any) -> _Row:
    if not (isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row)):
        raise ValueError(
            f'{path}, row {number}: expected [image, mask | "{_NO_MASK}"], received {row!r}'
        )
    name, mask = row
    return _Row(name, path.parent / name, None if mask == _NO_MASK else path.parent / mask)
