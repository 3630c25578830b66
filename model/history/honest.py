"""Photographs as they are and after what honest people do to them: nobody edited any of these."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np

from forge.sources import Library, Pixels
from history.native import Case
from history.saving import opened, save_trellis, saved_png

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


VARIANTS: Mapping[str, Variant] = {
    **{f"libjpeg {quality}": _by_libjpeg(quality) for quality in _QUALITIES},
    **{f"mozjpeg {quality}": _by_mozjpeg(quality) for quality in _QUALITIES},
    "off the grid, 90": _off_grid,
    "scaled to 0.75, 90": _scaled,
}
"""Name -> what is saved of the pixels."""


def camera_cases(library: Library, out: Path) -> Iterator[Case]:
    """Camera files whole, windows of the large ones, and every variant of both."""
    for name in library.names:
        if name.startswith("camera/"):
            yield from _all_of("camera", library.path(name), out)


def photo_cases(library: Library, out: Path) -> Iterator[Case]:
    """Every other photograph as it is, and one variant of each, taken in turn."""
    names = [name for name in library.names if not name.startswith("camera/")]
    variants = list(VARIANTS)
    for number, name in enumerate(names):
        path = library.path(name)
        yield Case(path, None, "photographs as they are")
        variant = variants[number % len(variants)]
        yield _written("photographs", variant, _pixels(path), path.stem, out)


def _all_of(title: str, path: Path, out: Path) -> Iterator[Case]:
    yield Case(path, None, f"{title} as it is")
    pixels = _pixels(path)
    views = {path.stem: pixels}
    if pixels.shape[0] * pixels.shape[1] > 2 * _WINDOW_PX[0] * _WINDOW_PX[1]:
        views |= {f"{path.stem}-{n}": _window(pixels, path, n) for n in range(_WINDOWS)}
    for stem, view in views.items():
        if stem != path.stem:
            yield _file(saved_png(view).data, f"{title} windows as PNG", stem, "png", out)
        for variant in VARIANTS:
            yield _written(title, variant, view, stem, out)


def _window(pixels: Pixels, path: Path, number: int) -> Pixels:
    rng = _rng(path.name, str(number))
    spans = []
    for length, side in zip(pixels.shape[:2], _WINDOW_PX, strict=True):
        start = 8 * int(rng.integers(0, max(1, (length - side) // 8)))
        spans.append(slice(start, start + side))
    return np.ascontiguousarray(pixels[*spans])


def _written(title: str, variant: str, pixels: Pixels, stem: str, out: Path) -> Case:
    data = VARIANTS[variant](pixels, _rng(stem, variant))
    return _file(data, f"{title}, {variant}", stem, "jpg", out)


def _file(data: bytes, group: str, stem: str, suffix: str, out: Path) -> Case:
    folder = out / group.replace(" ", "_").replace(",", "")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.{suffix}"
    if not path.exists():
        path.write_bytes(data)
    return Case(path, None, group)


def _pixels(path: Path) -> Pixels:
    return opened(path.read_bytes())


def _rng(*words: str) -> np.random.Generator:
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))
