"""Pixels saved and opened again: JPEG by two encoders, PNG, WebP."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pyvips
from PIL import Image

from data.pixels import Pixels
from history.forge.quantisation_tables import Tables, draw_quality, draw_tables

_SUBSAMPLING = ("4:4:4", "4:2:2", "4:2:0")
_SUBSAMPLING_SHARE = (0.3, 0.15, 0.55)
_PROGRESSIVE_SHARE = 0.2
_OPTIMISED_SHARE = 0.3
_TRELLIS_SHARE = 0.25


@dataclass(frozen=True)
class Saved:
    """A file's bytes; ``container`` names how they were made, ``suffix`` is jpg, png or webp."""

    data: bytes
    container: str
    suffix: str


def save_jpeg(pixels: Pixels, tables: Tables, rng: np.random.Generator) -> bytes:
    """By libjpeg-turbo, with any tables."""
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(
        encoded,
        "JPEG",
        qtables=[list(tables.luma), list(tables.chroma)],
        subsampling=str(rng.choice(_SUBSAMPLING, p=_SUBSAMPLING_SHARE)),
        progressive=bool(rng.random() < _PROGRESSIVE_SHARE),
        optimize=bool(rng.random() < _OPTIMISED_SHARE),
    )
    return encoded.getvalue()


def save_trellis(pixels: Pixels, quality: int, rng: np.random.Generator) -> bytes:
    """By mozjpeg, whose trellis moves coefficients off the nearest step."""
    return pyvips.Image.new_from_array(np.ascontiguousarray(pixels)).jpegsave_buffer(
        Q=quality,
        trellis_quant=True,
        overshoot_deringing=bool(rng.random() < 0.5),
        optimize_scans=bool(rng.random() < 0.3),
        interlace=True,
        quant_table=int(rng.choice([0, 2, 3])),
        subsample_mode=str(rng.choice(["auto", "on", "off"])),
        keep="none",
    )


def opened(data: bytes) -> Pixels:
    """(H, W, 3), RGB, as the file stores it: no orientation is applied."""
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
    if bgr is None:
        raise ValueError("expected the bytes of a picture, could not decode them")
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def saved_jpeg(
    pixels: Pixels,
    rng: np.random.Generator,
    cameras: Sequence[Tables],
    lowest: int = 75,
    highest: int = 98,
) -> Saved:
    """By one of the encoders, tables drawn."""
    if rng.random() < _TRELLIS_SHARE:
        quality = draw_quality(rng, lowest, highest)
        return Saved(save_trellis(pixels, quality, rng), f"moz{quality}", "jpg")
    tables = draw_tables(rng, cameras, lowest, highest)
    return Saved(save_jpeg(pixels, tables, rng), tables.name, "jpg")


def again(
    pixels: Pixels, rng: np.random.Generator, cameras: Sequence[Tables], lowest: int, highest: int
) -> Pixels:
    """What is left after saving as JPEG and opening."""
    return opened(saved_jpeg(pixels, rng, cameras, lowest, highest).data)


def saved_png(pixels: Pixels, container: str = "png") -> Saved:
    """Without loss, at the least effort: such files are read a few times."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".png", bgr, (cv2.IMWRITE_PNG_COMPRESSION, 1))
    return Saved(encoded.tobytes(), container, "png")


def saved_webp(pixels: Pixels, rng: np.random.Generator) -> Saved:
    quality = int(rng.integers(75, 99))
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "WEBP", quality=quality, method=2)
    return Saved(encoded.getvalue(), f"webp{quality}", "webp")
