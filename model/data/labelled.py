"""What detectors are measured on: images with the truth about them, read one at a time."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
import pyvips

from data.pixels import KERNEL, Decoded, Pixels, decode

AUTHENTIC = "authentic"
MANIPULATED = "manipulated"
"""Operation of an image that nobody says more about."""
# Masks of the field are 0 and 255, at times in three channels (IMDL-BenCo, OpenSDI).
_MASK_LEVEL = 127.5


class ModelView(NamedTuple):
    """How a model sees an image: resized once to ``size`` x ``size`` by ``kernel``."""

    size: int
    kernel: str = KERNEL


@dataclass(frozen=True)
class LabelledImage:
    """``content``: an encoded file, or (S, S, 3) RGB that is at the model's size already.

    ``mask``: an encoded file, or (H, W) of {0, 1}. None for a manipulated image says that all of it
    was made: it has an image label and no pixel metrics (OpenSDI).
    """

    name: str
    operation: str
    content: Callable[[], bytes | Pixels]
    mask: Callable[[], bytes | Pixels] | None = None
    source: str | None = None
    """The photograph it was made from. Images of one source are not independent."""
    variant: str | None = None
    """Which treatment of its source an authentic image is."""

    @property
    def is_manipulated(self) -> bool:
        return self.operation != AUTHENTIC

    def seen(self, view: ModelView) -> Decoded:
        """At the model's size. Raises ValueError when it is not intact or has another size."""
        content = self.content()
        if isinstance(content, bytes):
            return self._decoded(content, view.size, view.kernel)
        if content.shape != (view.size, view.size, 3):
            raise ValueError(
                f"{self.name}: the model takes pictures of {(view.size, view.size, 3)}, "
                f"the pack holds {content.shape}"
            )
        return Decoded(content, view.size, view.size)

    def native(self) -> Pixels:
        """(H, W, 3) RGB at its own size, oriented. Raises ValueError when it is not intact."""
        content = self.content()
        return self._decoded(content, None).pixels if isinstance(content, bytes) else content

    def truth(self, width: int, height: int) -> Pixels | None:
        """(H, W) of {0, 1}. Raises ValueError when the mask is broken or of another size."""
        if self.mask is None:
            return None
        content = self.mask()
        mask = decode_mask(content, self.name) if isinstance(content, bytes) else content
        if mask.shape != (height, width):
            raise ValueError(
                f"{self.name}: expected a mask of {width}x{height}, "
                f"received {mask.shape[1]}x{mask.shape[0]}"
            )
        return mask

    def _decoded(self, content: bytes, size: int | None, kernel: str = KERNEL) -> Decoded:
        try:
            return decode(content, size, kernel)
        except pyvips.Error as cause:
            raise ValueError(f"{self.name}: no intact image: {cause}") from cause


def decode_mask(encoded: bytes, name: str) -> Pixels:
    """(H, W) of {0, 1}.

    Raises ValueError naming ``name`` when OpenCV cannot decode it.
    """
    levels = decode_levels(encoded)
    if levels is None:
        raise ValueError(f"{name}: its mask is no intact image")
    return mask_of(levels)


def mask_of(levels: Pixels) -> Pixels:
    """(H, W, 3) of 0..255 -> (H, W) of {0, 1}: 1 where the mean is above the middle."""
    return (levels.mean(axis=2) > _MASK_LEVEL).astype(np.uint8)


def decode_levels(encoded: bytes) -> Pixels | None:
    """(H, W, 3) of a mask's file, or None when OpenCV cannot decode it."""
    if not encoded:
        return None
    return cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)


@dataclass(frozen=True)
class LabelledSet:
    """``is_native``: the images are as they were distributed, not resized for a model."""

    name: str
    images: Sequence[LabelledImage]
    is_native: bool = True
    size: int | None = None
    """Side in pixels of images that were resized for a model."""

    @property
    def list_sha256(self) -> str:
        """Of the names in their order."""
        return hashlib.sha256("\n".join(image.name for image in self.images).encode()).hexdigest()

    def without(self, sources: Collection[str]) -> "LabelledSet":
        """Without what was made from these photographs."""
        return replace(self, images=[one for one in self.images if one.source not in sources])

    def limited(self, limit: int) -> "LabelledSet":
        """At most ``limit`` manipulated and ``limit`` authentic images, the first ones."""
        manipulated = [image for image in self.images if image.is_manipulated][:limit]
        authentic = [image for image in self.images if not image.is_manipulated][:limit]
        return replace(self, images=[*manipulated, *authentic])
