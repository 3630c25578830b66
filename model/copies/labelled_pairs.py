"""Candidate pairs that ``bench/copy-evidence.ts`` saw, beside the truth about what was planted."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Polygons = list[list[dict[str, float]]]

_MOST_OF_IT = 0.5
_NEXT_TO_NOTHING = 0.1
AUTHENTIC = "authentic"
MANIPULATED = "Tp"
_AS_IT_IS = "as it is"


class LabelledPair(NamedTuple):
    """``is_copy`` is None where the pair lies on a part of what was planted. ``sides`` speaks for
    the second region being the copy, where a border is seen; ``is_second_copy`` says if it is."""

    is_copy: bool | None
    is_refused: bool
    features: dict[str, float]
    sides: dict[str, float] | None = None
    is_second_copy: bool = False


class SeenPicture(NamedTuple):
    """``kind`` and ``saving`` as the forge's index has them; a photograph is authentic as it is."""

    file: Path
    kind: str
    saving: str
    pairs: list[LabelledPair]

    @property
    def is_planted(self) -> bool:
        return self.file.parent.name == MANIPULATED


def is_authentic(picture: SeenPicture) -> bool:
    """A photograph in which nothing was planted, however it was saved."""
    return picture.kind == AUTHENTIC


def seen_pictures(lines: Path) -> Iterator[SeenPicture]:
    for line in lines.read_text().splitlines():
        seen = json.loads(line)
        file = Path(seen["file"])
        entry = _index(file.parents[1]).get(f"{file.parent.name}/{file.name}", {})
        kind, saving = entry.get("kind", AUTHENTIC), entry.get("saving", _AS_IT_IS)
        masks = _masks(file)
        pairs = [_labelled(pair, masks) for pair in seen["pairs"]]
        yield SeenPicture(file, kind, saving, pairs)


@cache
def _index(folder: Path) -> dict[str, dict[str, str]]:
    index = folder / "index.jsonl"
    lines = index.read_text().splitlines() if index.is_file() else []
    return {entry["file"]: entry for entry in map(json.loads, lines)}


def _masks(file: Path) -> tuple[Mask, Mask] | None:
    """Of the source and of the copy; None of a picture in which nothing was planted."""
    if file.parent.name != MANIPULATED:
        return None
    source, copy = (
        cv2.imread(str(file.parents[1] / folder / f"{file.stem}.png"), cv2.IMREAD_GRAYSCALE)
        for folder in ("Source", "Gt")
    )
    if source is None or copy is None:
        raise ValueError(f"{file}: expected its masks in Source and Gt beside Tp")
    return source // 255, copy // 255


def _labelled(pair: dict[str, Any], masks: tuple[Mask, Mask] | None) -> LabelledPair:
    first, second = pair["source"]["polygons"], pair["copy"]["polygons"]
    as_told, turned = _shares(first, second, masks), _shares(second, first, masks)
    is_copy, sides = _label(max(as_told, turned)), pair.get("sides")
    return LabelledPair(is_copy, pair["isRefused"], pair["features"], sides, as_told > turned)


def _label(on: float) -> bool | None:
    """Planted: each of its sides lies mostly on one side of what was planted."""
    if on >= _MOST_OF_IT:
        return True
    return False if on < _NEXT_TO_NOTHING else None


def _shares(first: Polygons, second: Polygons, masks: tuple[Mask, Mask] | None) -> float:
    """Of the first region on the source and the second one on the copy, whichever is less."""
    if masks is None:
        return 0.0
    source, copy = masks
    return min(_share_on(first, source), _share_on(second, copy))


def _share_on(polygons: Polygons, mask: Mask) -> float:
    region = np.zeros_like(mask)
    for corners in polygons:
        points = np.array([[corner["x"], corner["y"]] for corner in corners])
        cv2.fillPoly(region, [np.rint(points).astype(np.int32)], 1)
    return float(np.count_nonzero(region & mask) / max(1, np.count_nonzero(region)))
