"""Packed pictures on disk: square uint8 images and masks, memory-mapped."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from data.pixels import Pixels


@dataclass(frozen=True)
class PackedSet:
    """``images`` (N, S, S, 3) RGB and ``masks`` (N, S, S) of {0, 1}; ``about`` is pack.json."""

    path: Path
    images: Pixels
    masks: Pixels
    about: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> "PackedSet":
        """Raises FileNotFoundError or ValueError saying what a pack must hold."""
        images = np.load(path / "images.npy", mmap_mode="r")
        masks = np.load(path / "masks.npy", mmap_mode="r")
        if images.ndim != 4 or images.shape[:3] != masks.shape:
            raise ValueError(
                f"{path}: expected images (N, S, S, 3) and masks (N, S, S), "
                f"received {images.shape} and {masks.shape}"
            )
        return cls(path, images, masks, json.loads((path / "pack.json").read_text()))

    def __len__(self) -> int:
        return len(self.images)

    @property
    def size(self) -> int:
        return self.images.shape[1]


class Row(NamedTuple):
    """One picture of a pack: (S, S, 3), (S, S) of {0, 1}; ``source`` is its photograph."""

    image: Pixels
    mask: Pixels
    operation: str
    source: str


def stream_pack(
    path: Path, rows: Iterable[Row], count: int, size: int, about: dict[str, Any]
) -> None:
    """Writes ``count`` rows one by one; pack.json comes last: a pack without it is partial.

    ``about`` gains the count, the sha256 of the masks' bytes, operations and sources.
    """
    path.mkdir(parents=True, exist_ok=True)
    (path / "pack.json").unlink(missing_ok=True)
    images = _array(path / "images.npy", (count, size, size, 3))
    masks = _array(path / "masks.npy", (count, size, size))
    operations, sources, digest = [], [], hashlib.sha256()
    for index, row in enumerate(tqdm(rows, desc=str(path), total=count, mininterval=5)):
        images[index], masks[index] = row.image, row.mask
        digest.update(masks[index].tobytes())
        operations.append(row.operation)
        sources.append(row.source)
    images.flush()
    masks.flush()
    made = {"count": count, "masksSha256": digest.hexdigest()}
    drawn = {"operations": operations, "sources": sources}
    (path / "pack.json").write_text(json.dumps({**made, **about, **drawn}, indent=1))


def _array(path: Path, shape: tuple[int, ...]) -> np.memmap:
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)


def write_pack(path: Path, images: Pixels, masks: Pixels, about: dict[str, Any]) -> None:
    """Writes a pack; ``about`` gains the count and the sha256 of its masks' bytes."""
    path.mkdir(parents=True, exist_ok=True)
    np.save(path / "images.npy", images)
    np.save(path / "masks.npy", masks)
    digest = hashlib.sha256(masks.tobytes()).hexdigest()
    (path / "pack.json").write_text(
        json.dumps({"count": len(images), "masksSha256": digest, **about}, indent=1)
    )
