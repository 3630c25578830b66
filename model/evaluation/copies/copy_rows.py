"""A set of pictures after one handling, searched by the scanner in one go."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from data.labelled import LabelledImage, LabelledSet
from data.pixels import Pixels
from evaluation.copies.copy_scores import LEVELS, CopyScore, pairs_at, score_of
from evaluation.copies.handlings import handled
from evaluation.copies.scanned_copies import Scan, ScannedPicture


class CopyRow(NamedTuple):
    """``pairs``: how many are told at each level. ``scores``: none of an authentic picture."""

    source: str
    can_tell: bool
    pairs: dict[str, int]
    scores: dict[str, CopyScore]


class _Written(NamedTuple):
    key: str
    source: str
    truth: Pixels | None


def copy_rows(labelled: LabelledSet, handling: str, scan: Scan) -> list[CopyRow]:
    """Handled files are gone afterwards. Raises KeyError when ``scan`` leaves one out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = [
            _write(image, handling, folder, f"{index:05}")
            for index, image in enumerate(labelled.images)
        ]
        seen = scan(folder)
    return [_row(one, seen[one.key]) for one in written]


def _write(image: LabelledImage, handling: str, folder: Path, stem: str) -> _Written:
    made = handled(image, handling)
    key = f"{stem}{made.suffix}"
    (folder / key).write_bytes(made.file)
    return _Written(key, image.source or image.name, made.truth)


def _row(written: _Written, picture: ScannedPicture) -> CopyRow:
    told = {level: pairs_at(level, picture.pairs) for level in LEVELS}
    truth = written.truth
    return CopyRow(
        source=written.source,
        can_tell=picture.can_tell,
        pairs={level: len(pairs) for level, pairs in told.items()},
        scores={}
        if truth is None
        else {level: score_of(pairs, truth) for level, pairs in told.items()},
    )
