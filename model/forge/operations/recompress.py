"""Local recompression: a region saved once more as JPEG on another 8x8 grid."""

import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste
from forge.masks import object_mask
from forge.processings.traces import jpeg


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    mask = object_mask(base, rng)
    top, left = rng.integers(0, 8, 2)
    patch = base.pixels.copy()
    patch[top:, left:] = jpeg(base.pixels[top:, left:], (30, 80), rng)
    # The strip above the shifted grid was not recompressed.
    mask[:top] = 0
    mask[:, :left] = 0
    return paste(base.pixels, patch, mask, draw_feather(rng)), mask
