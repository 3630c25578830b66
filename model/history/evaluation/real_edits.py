"""Real edits by kind, as they are and after one more processing."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np

from data.labelled import AUTHENTIC
from data.pixels import Pixels
from data.readers.folder import find_files
from history.evaluation.findings import Case
from history.forge.saving import opened

_NEAREST = cv2.INTER_NEAREST_EXACT

Processing = Callable[[Pixels], bytes]


def _saved(suffix: str, option: int, quality: int, scale: float = 1.0) -> Processing:
    def process(pixels: Pixels) -> bytes:
        if scale != 1:
            how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)
        ok, data = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), (option, quality))
        if not ok:
            raise ValueError(f"expected pixels that can be saved as {suffix}")
        return data.tobytes()

    return process


def _jpeg(quality: int, scale: float = 1.0) -> Processing:
    return _saved(".jpg", cv2.IMWRITE_JPEG_QUALITY, quality, scale)


PROCESSINGS: Mapping[str, Processing] = {
    "jpeg-95": _jpeg(95),
    "jpeg-90": _jpeg(90),
    "jpeg-85": _jpeg(85),
    "jpeg-75": _jpeg(75),
    "webp-90": _saved(".webp", cv2.IMWRITE_WEBP_QUALITY, 90),
    "x0.75-jpeg-97": _jpeg(97, 0.75),
    "x0.75-jpeg-90": _jpeg(90, 0.75),
    "x1.3-jpeg-90": _jpeg(90, 1.3),
}
"""Name -> the file that it makes of pixels. ``x``: scaled before it is saved."""


def kinds_of(edits: Path) -> list[str]:
    """Folders of ``edits``, each a set of its own with Tp, Gt and perhaps Au."""
    kinds = sorted(folder.name for folder in edits.iterdir() if folder.is_dir())
    if not kinds:
        raise ValueError(f"{edits}: expected a folder for each kind of edit, found none")
    return kinds


def edit_cases(edits: Path, kinds: list[str]) -> Iterator[Case]:
    for kind in kinds:
        files = find_files(edits / kind)
        if not files.masks and not files.authentic:
            raise ValueError(f"{edits / kind}: expected files in Tp/ with masks, or in Au/")
        for name, mask in files.masks.items():
            yield Case(edits / kind / name, edits / kind / mask, kind)
        for name in files.authentic:
            yield Case(edits / kind / name, None, f"{kind}, {AUTHENTIC}")


def processed(cases: list[Case], name: str, out: Path) -> Iterator[Case]:
    """Each case after the processing, its mask scaled along; files lie below ``out``."""
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases):
        path = folder / f"{number:04}{'.webp' if 'webp' in name else '.jpg'}"
        path.write_bytes(PROCESSINGS[name](opened(case.path.read_bytes())))
        yield Case(path, _scaled_mask(case.mask, path, folder), case.group)


def _scaled_mask(mask: Path | None, picture: Path, folder: Path) -> Path | None:
    if mask is None:
        return None
    truth = cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE)
    shape = opened(picture.read_bytes()).shape
    if truth is None:
        raise ValueError(f"{mask}: expected a mask, could not read it")
    if truth.shape == shape[:2]:
        return mask
    scaled = cv2.resize(truth, (shape[1], shape[0]), interpolation=_NEAREST)
    path = folder / f"{picture.stem}-mask.png"
    cv2.imwrite(str(path), np.where(scaled > 127, 255, 0).astype(np.uint8))
    return path
