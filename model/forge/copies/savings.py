"""How a picture is saved before it is looked at: without loss, as JPEG, made smaller first."""

from typing import NamedTuple

import cv2
import numpy as np

from data.pixels import Pixels

SAVINGS = ("lossless", "jpeg-90", "jpeg-75", "jpeg-60", "x0.75", "x0.5")
_SHARES = (0.25, 0.2, 0.2, 0.1, 0.15, 0.1)
_CONTAINERS = ("lossless", "jpeg-90", "jpeg-75")
"""Of a picture that was made smaller."""


class SavedPicture(NamedTuple):
    """``size`` is (width, height), of which its masks are to be as well."""

    data: bytes
    suffix: str
    size: tuple[int, int]


def draw_saving(rng: np.random.Generator) -> str:
    return str(rng.choice(SAVINGS, p=_SHARES))


def save_picture(image: Pixels, saving: str, rng: np.random.Generator) -> SavedPicture:
    height, width = image.shape[:2]
    if saving.startswith("x"):
        share = float(saving[1:])
        width, height = round(width * share), round(height * share)
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        saving = str(rng.choice(_CONTAINERS))
    data, suffix = _encoded(image, saving)
    return SavedPicture(data, suffix, (width, height))


def _encoded(image: Pixels, container: str) -> tuple[bytes, str]:
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    if container == "lossless":
        return cv2.imencode(".png", bgr, (cv2.IMWRITE_PNG_COMPRESSION, 1))[1].tobytes(), "png"
    quality = int(container.removeprefix("jpeg-"))
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes(), "jpg"
