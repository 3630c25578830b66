"""Photographs as they are and after ordinary handling: nobody edited any of these."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels
from history.evaluation.findings import Case
from history.forge.saving import opened, save_trellis, saved_png

_QUALITIES = (75, 85, 90, 95)
_SCALE = 0.75
_WINDOWS = 3
_WINDOW_PX = (960, 1280)

Variant = Callable[[Pixels, np.random.Generator], bytes]


def _by_libjpeg(quality: int) -> Variant:
    return lambda pixels, rng: _save(pixels, quality)


def _by_mozjpeg(quality: int) -> Variant:
    return lambda pixels, rng: save_trellis(pixels, quality, rng)


def _save(pixels: Pixels, quality: int) -> bytes:
    ok, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, quality)
    )
    if not ok:
        raise ValueError("expected pixels that can be saved as JPEG")
    return encoded.tobytes()


def _off_grid(pixels: Pixels, rng: np.random.Generator) -> bytes:
    top, left = rng.integers(1, 8, 2)
    return _save(pixels[top:, left:], 90)


def _scaled(pixels: Pixels, rng: np.random.Generator) -> bytes:
    small = cv2.resize(pixels, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA)
    return _save(small, 90)


VARIANTS: Mapping[str, Sequence[Variant]] = {
    **{
        f"saved at {quality}": (_by_libjpeg(quality), _by_mozjpeg(quality))
        for quality in _QUALITIES
    },
    "off the grid, 90": (_off_grid,),
    "scaled to 0.75, 90": (_scaled,),
}
"""Name -> what is saved of the pixels, by one encoder or by two."""


def camera_cases(library: Library, out: Path) -> Iterator[Case]:
    """Camera files whole, windows of the large ones, and every variant of both."""
    for name in library.names:
        if name.startswith("camera/"):
            yield from _all_of("camera", library.path(name), out / name)


def photo_cases(library: Library, out: Path) -> Iterator[Case]:
    """Every other photograph as it is, and one variant of each, taken in turn."""
    names = [name for name in library.names if not name.startswith("camera/")]
    variants = [(name, variant) for name, group in VARIANTS.items() for variant in group]
    for number, name in enumerate(names):
        path = library.path(name)
        yield Case(path, None, "photographs as they are", path.name)
        group, variant = variants[number % len(variants)]
        # Stems recur among folders.
        data = variant(_pixels(path), _rng(path.stem, group))
        yield _file(data, f"photographs, {group}", path.stem, "jpg", out / name)


def _all_of(title: str, path: Path, home: Path) -> Iterator[Case]:
    yield Case(path, None, f"{title} as it is", path.name)
    pixels = _pixels(path)
    views = {path.stem: pixels}
    if pixels.shape[0] * pixels.shape[1] > 2 * _WINDOW_PX[0] * _WINDOW_PX[1]:
        views |= {f"{path.stem}-{n}": _window(pixels, path, n) for n in range(_WINDOWS)}
    for stem, view in views.items():
        if stem != path.stem:
            yield _file(saved_png(view).data, f"{title} windows as PNG", stem, "png", home)
        for group, variants in VARIANTS.items():
            for number, variant in enumerate(variants):
                data = variant(view, _rng(stem, group))
                yield _file(data, f"{title}, {group}", f"{stem}-{number}", "jpg", home)


def _window(pixels: Pixels, path: Path, number: int) -> Pixels:
    rng = _rng(path.name, str(number))
    spans = []
    for length, side in zip(pixels.shape[:2], _WINDOW_PX, strict=True):
        start = 8 * int(rng.integers(0, max(1, (length - side) // 8)))
        spans.append(slice(start, start + side))
    return np.ascontiguousarray(pixels[*spans])


def _file(data: bytes, group: str, stem: str, suffix: str, home: Path) -> Case:
    """``home`` has the name of the photograph that the file is made from."""
    folder = home / group.replace(" ", "_").replace(",", "")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.{suffix}"
    if not path.exists():
        path.write_bytes(data)
    return Case(path, None, group, home.name)


def _pixels(path: Path) -> Pixels:
    return opened(path.read_bytes())


def _rng(*words: str) -> np.random.Generator:
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))
