"""What is wrong with a data set, before a figure rests on it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.labelled import LabelledImage, LabelledSet, decode_levels, mask_of
from data.pixels import Pixels
from data.readers import read_set
from data.readers.folder import find_files, is_folder_set, set_of
from data.readers.json_list import read_unchecked_list

MIN_SIDE_PX = 32
"""Smaller images are not scanned (``core/scan/limits.ts``)."""
_BINARY = (0, 255)


class Fault(NamedTuple):
    """``kind`` is one of a few; ``detail`` names what was received."""

    kind: str
    name: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}{': ' if self.detail else ''}{self.detail}"


def find_faults(path: Path) -> list[Fault]:
    """Of every image and mask of the set at ``path``, in their order.

    Raises ValueError when there is no set of files there.
    """
    if is_folder_set(path):
        files = find_files(path)
        faults = [Fault("missing mask", name, "") for name in files.without_mask]
        faults += [Fault("mask of nothing", name, "") for name in files.lone_masks]
        lenient = files._replace(authentic=[*files.authentic, *files.without_mask])
        return faults + list(_faults(set_of(path, lenient)))
    if path.suffix == ".json":
        return list(_faults(read_unchecked_list(path)))
    labelled = read_set(path)
    if not labelled.is_native:
        raise ValueError(f"{path}: a pack holds no files; validate what it was made from")
    return list(_faults(labelled))


def _faults(labelled: LabelledSet) -> Iterator[Fault]:
    seen = _Seen()
    for image in labelled.images:
        try:
            encoded = image.content()
            pixels = image.native()
        except (OSError, ValueError) as error:
            yield Fault("unreadable image", image.name, str(error))
            continue
        yield from seen.duplicates(image.name, encoded, pixels)
        height, width = pixels.shape[:2]
        if min(width, height) < MIN_SIDE_PX:
            detail = f"{width}x{height}, expected {MIN_SIDE_PX} a side or more"
            yield Fault("too small", image.name, detail)
        yield from _mask_faults(image, width, height)


class _Seen:
    """First image of each content."""

    def __init__(self) -> None:
        self._bytes: dict[bytes, str] = {}
        self._pixels: dict[bytes, str] = {}

    def duplicates(self, name: str, encoded: bytes, pixels: Pixels) -> Iterator[Fault]:
        """The same bytes, or other bytes that decode to the same pixels."""
        shape = str(pixels.shape).encode()
        same_bytes = self._bytes.setdefault(hashlib.sha256(encoded).digest(), name)
        same_pixels = self._pixels.setdefault(
            hashlib.sha256(shape + pixels.tobytes()).digest(), name
        )
        if same_bytes != name:
            yield Fault("same bytes", name, f"as {same_bytes}")
        elif same_pixels != name:
            yield Fault("same pixels", name, f"as {same_pixels}")


def _mask_faults(image: LabelledImage, width: int, height: int) -> Iterator[Fault]:
    if image.mask is None:
        return
    try:
        levels = decode_levels(image.mask())
    except (OSError, ValueError) as error:
        yield Fault("unreadable mask", image.name, str(error))
        return
    if levels is None:
        yield Fault("unreadable mask", image.name, "no intact image")
        return
    if levels.shape[:2] != (height, width):
        detail = f"expected {width}x{height}, received {levels.shape[1]}x{levels.shape[0]}"
        yield Fault("mask of another size", image.name, detail)
    if not np.isin(levels, _BINARY).all():
        received = np.unique(levels)[:4].tolist()
        detail = f"expected {_BINARY[0]} and {_BINARY[1]} alone, received {received}..."
        yield Fault("mask not binary", image.name, detail)
    if not mask_of(levels).any():
        yield Fault("empty mask", image.name, "marks nothing above the middle level")
