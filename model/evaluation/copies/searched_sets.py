"""The sets that the search for copies is measured on. Each is edited as a whole, or authentic.

Those of ``dev/real`` judge alone. The photographs are of the validation split.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from data.labelled import AUTHENTIC, LabelledImage, LabelledSet
from data.photographs import Library
from data.readers.folder import read_folder
from evaluation.copies.forged_pictures import forged
from evaluation.copies.handlings import AS_IT_IS, HANDLINGS
from evaluation.real.real_kinds import kind_folder, real_kinds

_SPLIT = "val"


class Origin(NamedTuple):
    """``data``: the folder of all data. ``forge``: pictures of each of the forge's sets."""

    data: Path
    forge: int


def searched_set(name: str, origin: Origin) -> LabelledSet:
    """Raises what reading the set raises."""
    return LabelledSet(name, SETS[name](origin))


def _edits(kind: str, origin: Origin) -> Sequence[LabelledImage]:
    images = read_folder(kind_folder(origin.data, kind)).images
    return [image for image in images if image.is_manipulated]


def _beside_edits(origin: Origin) -> Sequence[LabelledImage]:
    return [
        replace(image, name=f"{kind}/{image.name}")
        for kind, one in real_kinds(origin.data).items()
        for image in one.images
        if not image.is_manipulated
    ]


def _photographs(origin: Origin) -> Sequence[LabelledImage]:
    library = _library(origin)
    return [
        LabelledImage(name, AUTHENTIC, library.path(name).read_bytes, source=name)
        for name in library.names
    ]


def _forged(kind: str, origin: Origin) -> Sequence[LabelledImage]:
    return forged(kind, _library(origin), origin.forge)


def _library(origin: Origin) -> Library:
    return Library(origin.data, _SPLIT)


SETS: dict[str, Callable[[Origin], Sequence[LabelledImage]]] = {
    "copies-exact": partial(_edits, "copies-exact"),
    "hand-clones": partial(_edits, "hand-clones"),
    "planted": partial(_forged, "planted"),
    "repeated": partial(_forged, "repeated"),
    "rendered": partial(_forged, "rendered"),
    "beside-edits": _beside_edits,
    "photographs": _photographs,
}
"""``planted``, ``repeated`` and ``rendered`` are the forge's. ``beside-edits``: every authentic
picture of ``dev/real``."""

_HANDLINGS = {
    "repeated": (AS_IT_IS,),
    "rendered": (AS_IT_IS,),
    "beside-edits": (AS_IT_IS,),
    "photographs": (AS_IT_IS, "JPEG 75"),
}


def handlings_of(name: str) -> Sequence[str]:
    """What a set goes through unless said: edited ones through all, authentic ones are many."""
    return _HANDLINGS.get(name, HANDLINGS)
