"""A window for trace pretraining: processed region by region, with the label of each pixel."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.pixels import Pixels
from forge.processings.traces import jpeg, resample
from forge.traces.photo_parts import Part, PartsPack
from forge.traces.region_labels import region_labels
from forge.traces.trace_kinds import AUTOENCODER, KINDS, PROCESSINGS, UNTOUCHED

_GRID_PX = 8
_PROCESSED_GROUND_SHARE = 0.4
_UNTOUCHED_SHARE = 0.07
_AUTOENCODER_SHARE = 0.2
"""Of the regions that could have it; few parts were decoded."""
_REDUCED_SHARE = _SAVED_SHARE = 1 / 3
_DECODED_SHARE = 0.3
_REDUCTION = (0.45, 0.95)
_QUALITY = (70, 98)


class TraceWindow(NamedTuple):
    """``image`` (side, side, 3); ``labels`` (side, side), indices into trace_kinds.KINDS."""

    image: Pixels
    labels: Pixels


class WindowForge:
    """Draws windows from parts of photographs that are large enough."""

    def __init__(self, parts: PartsPack, side: int) -> None:
        """``side`` in pixels. Raises ValueError when no part is large enough."""
        self._parts, self._side = parts, side
        usable = (n for n in range(len(parts)) if min(parts.shape(n)) >= side)
        self._all = [n for n in usable if not parts.is_edited(n)]
        self._decoded = [n for n in self._all if min(parts.decoded_shape(n)) >= side]
        if not self._all:
            raise ValueError(f"{parts.folder}: expected parts of {side} px a side, found none")

    def __call__(self, rng: np.random.Generator) -> TraceWindow:
        """In a third of the draws the picture was reduced before; in a third it is saved after."""
        part = _cut(self._picture(rng), self._side, rng)
        regions = region_labels(self._side, rng)
        kinds = drawn_kinds(int(regions.max()) + 1, part.decoded is not None, rng)
        image, labels = processed(part, regions, kinds, rng)
        if rng.random() < _SAVED_SHARE:
            image = jpeg(image, _QUALITY, rng)
        return TraceWindow(image, labels)

    def _picture(self, rng: np.random.Generator) -> Part:
        """Reduced, decoded beside as far as it was, or as its file holds it."""
        draw = rng.random()
        if self._decoded and _REDUCED_SHARE <= draw < _REDUCED_SHARE + _DECODED_SHARE:
            part = self._parts[rng.choice(self._decoded)]
            assert part.decoded is not None
            height, width = part.decoded.shape[:2]
            return part._replace(pixels=part.pixels[:height, :width])
        part = self._parts[rng.choice(self._all)]._replace(decoded=None)
        return _reduced(part, self._side, rng) if draw < _REDUCED_SHARE else part


def drawn_kinds(count: int, has_decoded: bool, rng: np.random.Generator) -> list[str]:
    """What happens to each of ``count`` regions; the first stays untouched in six of ten draws."""
    is_ground_left = rng.random() >= _PROCESSED_GROUND_SHARE
    drawn = [_drawn(has_decoded, rng) for _ in range(count)]
    return [UNTOUCHED, *drawn[1:]] if is_ground_left else drawn


def processed(
    part: Part, regions: Pixels, kinds: Sequence[str], rng: np.random.Generator
) -> TraceWindow:
    """``part`` and ``regions`` of one size: region r of the window processed as ``kinds[r]``.

    Raises ValueError for an autoencoder's region of a part that was not decoded.
    """
    image, labels = part.pixels.copy(), np.zeros_like(regions)
    for region, kind in enumerate(kinds):
        inside = regions == region
        if inside.any():
            image[inside] = _whole(part, kind, rng)[inside]
            labels[inside] = KINDS.index(kind)
    return TraceWindow(image, labels)


def _drawn(has_decoded: bool, rng: np.random.Generator) -> str:
    if rng.random() < _UNTOUCHED_SHARE:
        return UNTOUCHED
    if has_decoded and rng.random() < _AUTOENCODER_SHARE:
        return AUTOENCODER
    return str(rng.choice(list(PROCESSINGS)))


def _whole(part: Part, kind: str, rng: np.random.Generator) -> Pixels:
    if kind == UNTOUCHED:
        return part.pixels
    if kind != AUTOENCODER:
        return PROCESSINGS[kind](part.pixels, rng)
    if part.decoded is None:
        raise ValueError(f"{part.source}: expected a decoded part for {AUTOENCODER!r}")
    return part.decoded


def _reduced(part: Part, side: int, rng: np.random.Generator) -> Part:
    """A piece of the part, scaled down to a little more than ``side``; as it is where it is too
    small for any."""
    # One pixel more, because sizes are rounded.
    least = max(_REDUCTION[0], (side + 1) / min(part.pixels.shape[:2]))
    if least > _REDUCTION[1]:
        return part
    scale = rng.uniform(least, _REDUCTION[1])
    piece = _cut(part, min(int(np.ceil((side + 1) / scale)), *part.pixels.shape[:2]), rng)
    return part._replace(pixels=resample(piece.pixels, scale, rng))


def _cut(part: Part, side: int, rng: np.random.Generator) -> Part:
    """``side`` x ``side`` pixels from the 8 x 8 grid on."""
    top, left = (
        _GRID_PX * int(rng.integers((length - side) // _GRID_PX + 1))
        for length in part.pixels.shape[:2]
    )
    box = np.s_[top : top + side, left : left + side]
    decoded = None if part.decoded is None else part.decoded[box]
    return part._replace(pixels=np.ascontiguousarray(part.pixels[box]), decoded=decoded)
