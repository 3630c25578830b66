"""What is done to a picture before it is searched, and its truth with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2

from data.labelled import LabelledImage
from data.pixels import Pixels

AS_IT_IS = "as it is"


class Handled(NamedTuple):
    """A file with its ending, such as ``.png``. ``truth`` (H, W) of {0, 1}: None of an authentic
    picture."""

    file: bytes
    suffix: str
    truth: Pixels | None


class _Opened(NamedTuple):
    """(H, W, 3) RGB upright, and (H, W) of {0, 1}."""

    pixels: Pixels
    truth: Pixels | None


def handled(image: LabelledImage, handling: str) -> Handled:
    """Raises ValueError for a picture or mask that is not intact."""
    opened = _opened(image)
    if handling == AS_IT_IS:
        return Handled(_bytes_of(image), Path(image.name).suffix, opened.truth)
    return _PROCESSINGS[handling](opened)


def _opened(image: LabelledImage) -> _Opened:
    pixels = image.native()
    height, width = pixels.shape[:2]
    return _Opened(pixels, image.truth(width, height))


def _bytes_of(image: LabelledImage) -> bytes:
    content = image.content()
    if not isinstance(content, bytes):
        raise ValueError(f"{image.name}: expected a file, received pixels")
    return content


def _jpeg(quality: int, opened: _Opened) -> Handled:
    file = _encoded(opened.pixels, ".jpg", (cv2.IMWRITE_JPEG_QUALITY, quality))
    return Handled(file, ".jpg", opened.truth)


def _scaled(share: float, opened: _Opened) -> Handled:
    """Kept without loss."""
    height, width = opened.pixels.shape[:2]
    size = (round(width * share), round(height * share))
    pixels = cv2.resize(opened.pixels, size, interpolation=cv2.INTER_AREA)
    truth = opened.truth
    if truth is not None:
        truth = cv2.resize(truth, size, interpolation=cv2.INTER_NEAREST_EXACT)
    return Handled(_encoded(pixels, ".png", (cv2.IMWRITE_PNG_COMPRESSION, 1)), ".png", truth)


def _encoded(pixels: Pixels, suffix: str, options: tuple[int, int]) -> bytes:
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(suffix, bgr, options)[1].tobytes()


_PROCESSINGS: dict[str, Callable[[_Opened], Handled]] = {
    "JPEG 90": partial(_jpeg, 90),
    "JPEG 75": partial(_jpeg, 75),
    "JPEG 60": partial(_jpeg, 60),
    "scaled to 0.75": partial(_scaled, 0.75),
    "scaled to 0.5": partial(_scaled, 0.5),
}
HANDLINGS = (AS_IT_IS, *_PROCESSINGS)
