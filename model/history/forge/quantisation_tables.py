"""Quantisation tables as cameras, libraries and editors use them: 64 steps, row by row."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

_CAMERA = "camera"


class Tables(NamedTuple):
    """Steps of 1 to 255, row by row; ``name`` says whose they are."""

    name: str
    luma: tuple[int, ...]
    chroma: tuple[int, ...]


def libjpeg(quality: int) -> Tables:
    """The tables of libjpeg at a quality of 1 to 100 (ITU T.81, annex K, scaled)."""
    encoded = io.BytesIO()
    Image.new("RGB", (8, 8)).save(encoded, "JPEG", quality=quality)
    return _of_file(f"q{quality}", encoded)


def camera_tables(paths: Sequence[Path]) -> list[Tables]:
    """Each pair of tables that one of the files holds, once."""
    found = {_of_file(_CAMERA, path): None for path in paths}
    return list(found)


def editor_like(rng: np.random.Generator) -> Tables:
    """Tables that grow with the frequency and stop at a cap, as an editor's levels do.

    Strengths are about those of Photoshop's levels 7 to 12.
    """
    strength = np.exp(rng.uniform(np.log(0.9), np.log(8)))
    cap = rng.choice([12, 12, 17, 24] if strength < 4 else [12, 17, 24, 40])
    frequency = np.add.outer(np.arange(8), np.arange(8)) ** rng.uniform(0.8, 1.3)
    luma = np.clip(np.round(strength * (1 + 0.35 * frequency)), 1, cap)
    chroma = np.clip(np.round(1.3 * strength * (1 + 0.8 * frequency)), 1, cap)
    return Tables("editor", _steps(luma), _steps(chroma))


def draw_tables(
    rng: np.random.Generator, cameras: Sequence[Tables], lowest: int, highest: int
) -> Tables:
    """A library's, between two qualities, in 56 %; a camera's in 22 %; an editor's in 22 %."""
    draw = rng.random()
    if draw < 0.56:
        return libjpeg(draw_quality(rng, lowest, highest))
    if draw < 0.78 and cameras:
        return cameras[rng.integers(len(cameras))]
    return editor_like(rng)


def draw_quality(rng: np.random.Generator, lowest: int, highest: int) -> int:
    """Any quality of the closed range, or in three of ten draws one that programs default to."""
    if rng.random() < 0.3:
        return int(np.clip(rng.choice([75, 80, 85, 90, 92, 95]), lowest, highest))
    return int(rng.integers(lowest, highest + 1))


def _of_file(name: str, file: Path | io.BytesIO) -> Tables:
    with Image.open(file) as image:
        tables = image.quantization
    chroma = tables.get(1, tables[0])
    return Tables(name, tuple(tables[0]), tuple(chroma))


def _steps(table: np.ndarray) -> tuple[int, ...]:
    return tuple(int(step) for step in table.ravel())
