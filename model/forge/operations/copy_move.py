"""Copy-move: a region of the base repeated elsewhere in it. The mask marks the copy only."""

import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.compose import draw_feather, paste, placement, warp
from forge.masks import area_allowed, object_mask

_TRIES = 20
_LARGEST_SOURCE = 0.25
# A copy that mostly covers its own source hides no duplicate.
_MAX_OVERLAP = 0.3


def apply(base: Photo, rng: np.random.Generator, library: Library) -> tuple[Pixels, Pixels]:
    canvas = base.pixels.shape[:2]
    for _ in range(_TRIES):
        source = object_mask(base, rng, _LARGEST_SOURCE)
        scale = rng.uniform(0.7, 1.4) if rng.random() < 0.5 else 1.0
        turn = rng.uniform(-180, 180) if rng.random() < 0.4 else 0.0
        matrix = placement(source, canvas, scale, turn, bool(rng.random() < 0.3), rng)
        if scale == 1 and turn == 0:
            # An exact copy keeps its pixels: no resampling by a fraction of a pixel.
            matrix[:, 2] = np.rint(matrix[:, 2])
        patch, mask = warp(base.pixels, source, matrix, canvas, rng)
        overlap = np.count_nonzero(mask & source) / max(1, np.count_nonzero(mask))
        if area_allowed(mask) and overlap <= _MAX_OVERLAP:
            return paste(base.pixels, patch, mask, draw_feather(rng)), mask
    raise RuntimeError(f"{base.name}: no region can be copied within {_TRIES} tries")
