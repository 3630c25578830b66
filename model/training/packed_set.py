"""Packed pictures on disk: square uint8 images and masks, memory-mapped."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


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


def write_pack(path: Path, images: Pixels, masks: Pixels, about: dict[str, Any]) -> None:
    """Writes a pack; ``about`` gains the count and the sha256 of its masks' bytes."""
    path.mkdir(parents=True, exist_ok=True)
    np.save(path / "images.npy", images)
    np.save(path / "masks.npy", masks)
    digest = hashlib.sha256(masks.tobytes()).hexdigest()
    (path / "pack.json").write_text(
        json.dumps({"count": len(images), "masksSha256": digest, **about}, indent=1)
    )
