"""Files with known pasts, by seed: an edited picture and its authentic twin, or an authentic one
that was handled. Neither container nor table tells which is which."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data.pixels import Pixels
from history.forge.edits import edit
from history.forge.handling import handle
from history.forge.pasts import Stock, any_past, own_past
from history.forge.regions import Region, draw_region
from history.forge.saving import Saved, again, opened, saved_jpeg, saved_png, saved_webp

TWIN, AS_IS = "twin", "as_is"
_PAIR_SHARE = 0.62
_AS_IS_SHARE = 0.1
_LEAST_SIDE_PX = 96
_TRIES = 20


@dataclass(frozen=True)
class Sample:
    """``region`` (H, W): where it was edited, None: nowhere; ``kind`` of fill or of handling."""

    file: Saved
    region: Region | None
    kind: str
    past: str
    source: str


def make_samples(stock: Stock, seed: int) -> list[Sample]:
    """One or two files; the same arguments give the same bytes."""
    rng = np.random.default_rng(seed)
    for _ in range(_TRIES):
        name, past, base = any_past(stock, rng)
        if min(base.shape[:2]) < _LEAST_SIDE_PX:
            continue
        if rng.random() < _PAIR_SHARE:
            found = list(_pair(base, name, past, rng, stock))
        else:
            found = [_handled(base, name, past, rng, stock)]
        if found and all(min(_size(one)) >= _LEAST_SIDE_PX for one in found):
            return found
    raise RuntimeError(f"seed {seed}: no picture in {_TRIES} tries")


def _size(sample: Sample) -> tuple[int, ...]:
    return opened(sample.file.data).shape[:2]


def _pair(
    base: Pixels, name: str, past: str, rng: np.random.Generator, stock: Stock
) -> Iterator[Sample]:
    made = edit(base, draw_region(base.shape[:2], rng, stock.library), rng, stock)
    if made is None:
        return
    kind, picture, region = made
    ending = int(rng.integers(2**31))
    file, region = contained(picture, region, np.random.default_rng(ending), stock)
    if region is None or not region.any():
        return
    yield Sample(file, region, kind, past, name)
    twin, _ = contained(base, None, np.random.default_rng(ending), stock)
    yield Sample(twin, None, TWIN, past, name)


def _handled(base: Pixels, name: str, past: str, rng: np.random.Generator, stock: Stock) -> Sample:
    if rng.random() < _AS_IS_SHARE:
        return _as_is(rng, stock)
    kind, picture = handle(base, rng, stock)
    file, _ = contained(picture, None, rng, stock)
    return Sample(file, None, kind, past, name)


def _as_is(rng: np.random.Generator, stock: Stock) -> Sample:
    """The photograph's own bytes, or a window of its pixels kept as PNG."""
    if rng.random() < 0.5:
        name, pixels = own_past(stock, rng)
        return Sample(saved_png(pixels), None, AS_IS, "own", name)
    name, _ = stock.photograph(rng)
    path = stock.library.path(name)
    suffix = path.suffix.lower().lstrip(".").replace("jpeg", "jpg")
    return Sample(Saved(path.read_bytes(), "own", suffix), None, AS_IS, "own", name)


def contained(
    pixels: Pixels, region: Region | None, rng: np.random.Generator, stock: Stock
) -> tuple[Saved, Region | None]:
    """How the picture is kept: JPEG in 60 %, PNG in 25 %, a JPEG kept as PNG in 8 %, WebP in 7 %.

    Before that, one in seven was saved once more. What is no JPEG is cut off the grid in two of
    five.
    """
    pixels = np.ascontiguousarray(pixels)
    if rng.random() < 1 / 7:
        pixels = again(pixels, rng, stock.cameras, 75, 98)
    draw = rng.random()
    if draw < 0.6:
        return saved_jpeg(pixels, rng, stock.cameras), region
    if draw >= 0.93:
        return saved_webp(pixels, rng), region
    container = "png" if draw < 0.85 else "jpeg_as_png"
    if container != "png":
        pixels = again(pixels, rng, stock.cameras, 75, 98)
    if rng.random() < 0.4:
        top, left = rng.integers(0, 8, 2)
        pixels = np.ascontiguousarray(pixels[top:, left:])
        region = None if region is None else region[top:, left:]
    return saved_png(pixels, container), region
