"""Photographs to forge from, split once by file name so that no photo crosses a split."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import cv2
import numpy as np
import pyvips

from data.pixels import Pixels

Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)

DATA_ENV = "FASA_DATA"
PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"}
MIN_LONG_SIDE = 256
MIN_SHORT_SIDE = 128


@dataclass(frozen=True)
class Photo:
    """``pixels`` (H, W, 3) RGB; ``segments`` (H, W) label image or None; ``name`` folder/file."""

    name: str
    pixels: Pixels
    segments: Pixels | None = None


def split_of(file_name: str) -> Split:
    """First hex digit of the name's sha1: 0-7 train, 8-a val, b-f test."""
    digit = int(hashlib.sha1(file_name.encode()).hexdigest()[0], 16)
    if digit <= 7:
        return "train"
    return "val" if digit <= 0xA else "test"


def data_root(argument: str | None) -> Path:
    """The data folder from the command line, else from the environment."""
    chosen = argument or os.environ.get(DATA_ENV)
    if not chosen:
        raise ValueError(f"no data folder: give --data DIR or set {DATA_ENV}")
    return Path(chosen)


class Library:
    """All photographs of one split below ``<root>/train/photos``.

    Each folder there is one source: photos in it directly, or in ``images/`` beside ``segments/``
    (label images, same stem, .png). Photos too small to crop from are left out. Decoded photos stay
    in memory.
    """

    def __init__(self, root: Path, split: Split) -> None:
        """Raises FileNotFoundError when the split holds no usable photograph, ValueError for a file
        that is none."""
        photos = root / "train" / "photos"
        folders = sorted(photos.iterdir()) if photos.is_dir() else []
        self.split = split
        self._paths: dict[str, Path] = {}
        for folder in filter(Path.is_dir, folders):
            for path in _photo_files(folder):
                if split_of(path.name) == split and _large_enough(path):
                    self._paths[f"{folder.name}/{path.name}"] = path
        self._decoded: dict[str, Photo] = {}
        if not self._paths:
            raise FileNotFoundError(
                f"{photos}: expected folders of photographs with some in split {split!r} "
                f"(sides >= {MIN_LONG_SIDE} and {MIN_SHORT_SIDE} px), found none"
            )

    @cached_property
    def names(self) -> list[str]:
        return sorted(self._paths)

    @cached_property
    def list_sha256(self) -> str:
        return hashlib.sha256("\n".join(self.names).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self._paths)

    def path(self, name: str) -> Path:
        return self._paths[name]

    def photo(self, name: str) -> Photo:
        if name not in self._decoded:
            self._decoded[name] = _decode(name, self._paths[name])
        return self._decoded[name]

    def pick(self, rng: np.random.Generator) -> Photo:
        return self.photo(self.names[rng.integers(len(self.names))])

    def preload(self) -> None:
        """Decodes every photo now, so that forked workers share one copy."""
        for name in self.names:
            self.photo(name)


def _photo_files(folder: Path) -> list[Path]:
    images = folder / "images"
    files = (images if images.is_dir() else folder).iterdir()
    return [path for path in files if path.suffix.lower() in PHOTO_SUFFIXES]


def _large_enough(path: Path) -> bool:
    try:
        header = pyvips.Image.new_from_file(str(path))
    except pyvips.Error as error:
        raise ValueError(f"{path}: expected a photograph, could not read it") from error
    sides = (header.width, header.height)
    return max(sides) >= MIN_LONG_SIDE and min(sides) >= MIN_SHORT_SIDE


def _decode(name: str, path: Path) -> Photo:
    # Segments are drawn on the stored grid: EXIF orientation would part them from their photo.
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if bgr is None:
        raise ValueError(f"{path}: expected a photograph, could not decode it")
    labels_path = path.parent.parent / "segments" / f"{path.stem}.png"
    labels = None
    if path.parent.name == "images" and labels_path.is_file():
        labels = cv2.imread(str(labels_path), cv2.IMREAD_GRAYSCALE)
        if labels is None or labels.shape != bgr.shape[:2]:
            found = None if labels is None else labels.shape
            raise ValueError(f"{labels_path}: expected labels of {bgr.shape[:2]}, received {found}")
    return Photo(name, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), labels)
