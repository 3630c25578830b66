"""Saved once by the codecs beside JPEG. HEIC is missing: nothing here may write it."""

import cv2
import numpy as np

from data.pixels import Pixels

_AVIF_SPEED = 9
"""Of 0 to 10. At 8 a window of 256 px takes three times as long."""


def webp(image: Pixels, quality: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Quality uniform in the closed range."""
    return _saved(image, ".webp", [cv2.IMWRITE_WEBP_QUALITY, _drawn(quality, rng)])


def avif(image: Pixels, quality: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Quality uniform in the closed range."""
    options = [cv2.IMWRITE_AVIF_QUALITY, _drawn(quality, rng), cv2.IMWRITE_AVIF_SPEED, _AVIF_SPEED]
    return _saved(image, ".avif", options)


def _drawn(quality: tuple[int, int], rng: np.random.Generator) -> int:
    return int(rng.integers(quality[0], quality[1] + 1))


def _saved(image: Pixels, suffix: str, options: list[int]) -> Pixels:
    _, encoded = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
