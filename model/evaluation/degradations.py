"""What happens to images on their way: IMDL-BenCo's robustness grids, at an image's own size."""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from data.pixels import Pixels

GRIDS: dict[str, tuple[int, ...]] = {
    "blur": (0, 3, 7, 11, 15, 19, 23),
    "jpeg": (50, 60, 70, 80, 90, 100),
    "noise": (3, 7, 11, 15, 19, 23),
}
"""Levels of each kind: side of the Gaussian kernel in pixels, JPEG quality, and the variance of the
noise in squared levels of 255."""


class Degradation(NamedTuple):
    kind: str
    level: int

    def __str__(self) -> str:
        return f"{self.kind}={self.level}"

    @classmethod
    def parse(cls, text: str) -> "Degradation":
        """``jpeg=70``. Raises ValueError for a kind or level that nothing is known of."""
        kind, _, level = text.partition("=")
        if kind not in GRIDS or not level.isdecimal():
            raise ValueError(f"expected {'|'.join(GRIDS)}=<level>, received {text!r}")
        degradation = cls(kind, int(level))
        if kind == "blur" and degradation.level % 2 == 0 and degradation.level > 0:
            raise ValueError(f"a blur's kernel has an odd side or is 0, received {level}")
        if kind == "jpeg" and not 1 <= degradation.level <= 100:
            raise ValueError(f"JPEG quality is 1 to 100, received {level}")
        return degradation


CLEAN = Degradation("blur", 0)
GRID = [Degradation(kind, level) for kind, levels in GRIDS.items() for level in levels]


def degrade(image: Pixels, degradation: Degradation, name: str) -> Pixels:
    """(H, W, 3) RGB -> the same shape. The same ``name`` gets the same noise."""
    return _KINDS[degradation.kind](image, degradation.level, name)


def _blur(image: Pixels, side_px: int, name: str) -> Pixels:
    """Sigma follows from the kernel: 0.3 ((side - 1) / 2 - 1) + 0.8, rounded in small kernels."""
    return cv2.GaussianBlur(image, (side_px, side_px), 0) if side_px else image


def _jpeg(image: Pixels, quality: int, name: str) -> Pixels:
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def _noise(image: Pixels, variance: int, name: str) -> Pixels:
    rng = np.random.default_rng([variance, zlib.crc32(name.encode())])
    noise = rng.normal(0, np.sqrt(variance), image.shape)
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)


_KINDS: dict[str, Callable[[Pixels, int, str], Pixels]] = {
    "blur": _blur,
    "jpeg": _jpeg,
    "noise": _noise,
}
