"""The processings that are told apart, by name; bounds are in the name where they tell kinds apart.

Real edits leave the faint ones: noise below 2, blur below 0.8, JPEG above 67, down and up, tone.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.traces import blur, jpeg, noise, sharpen
from forge.traces.codecs import avif, webp
from forge.traces.rescaling import enlarged, reduced_by_area, reduced_by_lanczos
from forge.traces.smoothing import bilateral, camera_denoised, median, toned

Processing = Callable[[Pixels, np.random.Generator], Pixels]

UNTOUCHED = "untouched"
AUTOENCODER = "autoencoder"
"""Decoded beforehand: it takes too long while training."""


def _given(processing: Callable[..., Pixels], value: object) -> Processing:
    """``processing(image, value, rng)`` of one value."""
    return lambda image, rng: processing(image, value, rng)


PROCESSINGS: Mapping[str, Processing] = {
    **{
        f"jpeg {low}-{high}": _given(jpeg, (low, high))
        for low, high in ((25, 44), (45, 66), (67, 82), (83, 95))
    },
    "webp": _given(webp, (30, 92)),
    "avif": _given(avif, (30, 90)),
    **{
        f"blur {low}-{high}": _given(blur, (low, high))
        for low, high in ((0.4, 0.8), (0.8, 1.6), (1.6, 4))
    },
    **{
        f"noise {low}-{high}": _given(noise, (low, high))
        for low, high in ((0.7, 2), (2, 5), (5, 14))
    },
    "reduced by area": reduced_by_area,
    "reduced by lanczos": reduced_by_lanczos,
    "enlarged linear": _given(enlarged, cv2.INTER_LINEAR),
    "enlarged cubic": _given(enlarged, cv2.INTER_CUBIC),
    "enlarged lanczos": _given(enlarged, cv2.INTER_LANCZOS4),
    "enlarged nearest": _given(enlarged, cv2.INTER_NEAREST),
    "median": median,
    "sharpened": _given(sharpen, (0.5, 1.8)),
    "bilateral": bilateral,
    "camera denoised": camera_denoised,
    "toned": toned,
}
"""Name -> what is made of a whole window. Sigmas in pixels of blur, in grey levels of noise."""

KINDS = (UNTOUCHED, *PROCESSINGS, AUTOENCODER)
"""A label is an index into these."""
