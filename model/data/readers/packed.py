"""Packed sets, whose pictures were resized for one model."""

from collections.abc import Callable
from pathlib import Path

from data.labelled import AUTHENTIC, MANIPULATED, LabelledImage, LabelledSet
from data.packed_set import PackedSet
from data.pixels import Pixels


def read_pack(path: Path) -> LabelledSet:
    """Raises FileNotFoundError or ValueError saying what a pack must hold."""
    pack = PackedSet.open(path)
    operations = _column(pack, "operations") or [_told_by(mask) for mask in pack.masks]
    sources = _column(pack, "sources") or [None] * len(pack)
    rows = zip(operations, sources, strict=True)
    images = [
        LabelledImage(
            name=str(index),
            operation=operation,
            content=_row_of(pack.images, index),
            mask=_row_of(pack.masks, index),
            source=source,
        )
        for index, (operation, source) in enumerate(rows)
    ]
    return LabelledSet(path.name, images, is_native=False, size=pack.size)


def _told_by(mask: Pixels) -> str:
    return MANIPULATED if mask.any() else AUTHENTIC


def _column(pack: PackedSet, key: str) -> list[str] | None:
    values = pack.about.get(key)
    if values is not None and len(values) != len(pack):
        raise ValueError(f"{pack.path}: {len(pack)} images but {len(values)} {key}")
    return values


def _row_of(rows: Pixels, index: int) -> Callable[[], Pixels]:
    return lambda: rows[index]
