"""What happens to a whole file, edited or not: filters, reduction, saves on one grid or another."""

from collections.abc import Callable
from typing import NamedTuple, Self

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.overlays import caption
from forge.processings.traces import blur, jpeg, local_contrast, noise, resample, sharpen
from forge.traces.codecs import webp
from forge.traces.smoothing import bilateral, camera_denoised, median, toned

GRID_PX = 8
_SCALE = (0.3, 1.0)
_QUALITY = (60, 98)
_MESSENGER_QUALITY = (60, 85)
_REDUCED_SHARE = 0.5
_OTHER_GRID_SHARE = 0.35
_CAPTION_SHARE = 0.1
_WEBP_SHARE = 0.07
_EDITED_FILTER_SHARE, _AUTHENTIC_FILTER_SHARE = 0.15, 0.5
"""Filters over all of a picture are what false alarms come from."""

Filter = Callable[[Pixels, np.random.Generator], Pixels]
_FILTERS: tuple[Filter, ...] = (
    lambda image, rng: sharpen(image, (0.3, 1.5), rng),
    lambda image, rng: blur(image, (0.4, 1.5), rng),
    lambda image, rng: noise(image, (0.7, 5), rng),
    local_contrast,
    median,
    bilateral,
    camera_denoised,
    toned,
)


class FileHistory(NamedTuple):
    """``saves`` after the reduction: 0 is a screenshot or a lossless file, 2 or 3 a messenger's."""

    is_filtered: bool
    has_caption: bool
    scale: float
    saves: int

    @classmethod
    def of_edited(cls, rng: np.random.Generator) -> Self:
        return cls._drawn(_EDITED_FILTER_SHARE, rng)

    @classmethod
    def of_authentic(cls, rng: np.random.Generator) -> Self:
        """Something happens in every draw."""
        while True:
            drawn = cls._drawn(_AUTHENTIC_FILTER_SHARE, rng)
            if drawn.is_filtered or drawn.scale < 1 or drawn.saves:
                return drawn

    @classmethod
    def _drawn(cls, filter_share: float, rng: np.random.Generator) -> Self:
        return cls(
            is_filtered=bool(rng.random() < filter_share),
            has_caption=bool(rng.random() < _CAPTION_SHARE),
            scale=_drawn_scale(rng) if rng.random() < _REDUCED_SHARE else 1.0,
            saves=int(rng.choice(4, p=[0.4, 0.4, 0.14, 0.06])),
        )

    def happen(
        self, image: Pixels, mask: Pixels, least_px: int, rng: np.random.Generator
    ) -> tuple[Pixels, Pixels]:
        """(H, W, 3) and (H, W) at the scale, less up to 7 pixels a side where the grid moved.

        Moving it leaves ``least_px`` a side.
        """
        if self.is_filtered:
            image = _FILTERS[rng.integers(len(_FILTERS))](image, rng)
        if self.has_caption:
            image, _ = caption(image, mask, rng)
        if self.scale < 1:
            image = resample(image, self.scale, rng)
            mask = cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)
        if rng.random() < _OTHER_GRID_SHARE:
            rooms = (min(GRID_PX - 1, side - least_px) for side in mask.shape)
            top, left = (int(rng.integers(room + 1)) for room in rooms)
            image, mask = image[top:, left:], mask[top:, left:]
        quality = _QUALITY if self.saves < 2 else _MESSENGER_QUALITY
        for _ in range(self.saves):
            save = webp if rng.random() < _WEBP_SHARE else jpeg
            image = save(np.ascontiguousarray(image), quality, rng)
        return image, mask


def _drawn_scale(rng: np.random.Generator) -> float:
    """As many between a third and a half as between two thirds and one."""
    return float(np.exp(rng.uniform(*np.log(_SCALE))))
