"""IMDL-BenCo's JSON lists: ``[["a.jpg", "a_mask.png"], ["b.jpg", "Negative"], ...]``."""

from pathlib import Path
from typing import Any

from evaluation.json_file import read_json
from evaluation.labelled import MANIPULATED, LabelledImage, LabelledSet
from forge.sample import AUTHENTIC

_NO_MASK = "Negative"


def read_json_list(path: Path) -> LabelledSet:
    """Relative paths are below the list's folder; named by the list.

    Raises ValueError for what is no such list, FileNotFoundError for an image or mask that is not
    there.
    """
    rows = read_json(path)
    if not isinstance(rows, list) or not rows:
        raise ValueError(f'{path}: expected [[image, mask | "{_NO_MASK}"], ...], received no rows')
    return LabelledSet(path.stem, [_image(path, number, row) for number, row in enumerate(rows)])


def _image(path: Path, number: int, row: Any) -> LabelledImage:
    if not (isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row)):
        raise ValueError(
            f'{path}, row {number}: expected [image, mask | "{_NO_MASK}"], received {row!r}'
        )
    name, mask = row
    content = _existing(path, number, name)
    if mask == _NO_MASK:
        return LabelledImage(name, AUTHENTIC, content.read_bytes)
    return LabelledImage(
        name, MANIPULATED, content.read_bytes, _existing(path, number, mask).read_bytes
    )


def _existing(path: Path, number: int, name: str) -> Path:
    file = path.parent / name
    if not file.is_file():
        raise FileNotFoundError(f"{path}, row {number}: {file} is not there")
    return file
