"""Edits that bring other content: generated, spliced, stamped, healed."""

import cv2
import numpy as np

from data.pixels import Pixels
from forge.edits.edit_region import (
    LARGEST,
    blended,
    colour_region,
    drawn_feather,
    drawn_region,
    stroke_region,
)
from forge.edits.patches import moved, piece, with_colours_of
from forge.processings.own_history import own_history
from forge.processings.traces import blur, resample
from forge.traces.photo_parts import Part

_GENERATED_SCALE = (1.0, 2.5)
_GENERATED_BLUR = (0.3, 1.0)
_SPLICE_SCALE = (0.6, 1.6)
_DONOR_SAVED_SHARE = 0.4
_LARGEST_SPLICE_FEATHER_PX = 2
_BORDER_PX = 2


def generated_other(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """What an autoencoder decoded of another picture, enlarged: smooth, without camera noise.

    Raises ValueError for a donor that was not decoded.
    """
    if donor.decoded is None:
        raise ValueError(f"{donor.source}: expected a decoded part")
    region = drawn_region(base.pixels, rng)
    patch = piece(donor.decoded, region.shape, rng.uniform(*_GENERATED_SCALE), rng)
    if rng.random() < 0.5:
        patch = blur(patch, _GENERATED_BLUR, rng)
    patch = with_colours_of(base.pixels, patch, region, rng.uniform(0, 1))
    return blended(base.pixels, patch, region, drawn_feather(rng)), region


def generated_same(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """The picture's own content, decoded anew; in half of the draws at reduced scale.

    Assumption: reduced after decoding, which takes too long while training; the scale's traces are
    the same. Raises ValueError for a base that was not decoded.
    """
    if base.decoded is None:
        raise ValueError(f"{base.source}: expected a decoded part")
    region, patch = drawn_region(base.pixels, rng), np.ascontiguousarray(base.decoded)
    if rng.random() < 0.5:
        small = resample(patch, 1 / rng.uniform(1.1, _GENERATED_SCALE[1]), rng)
        patch = cv2.resize(small, patch.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return blended(base.pixels, patch, region, drawn_feather(rng)), region


def spliced(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """From another photograph with a past of its own, along the outline of something in it."""
    shape = base.pixels.shape[:2]
    patch = piece(donor.pixels, shape, rng.uniform(*_SPLICE_SCALE), rng)
    patch = own_history(patch, rng, _DONOR_SAVED_SHARE)
    region = colour_region(patch, rng, LARGEST)
    if region is None:
        region = drawn_region(patch, rng)
    patch = with_colours_of(base.pixels, patch, region, rng.uniform(0, 1))
    feather_px = int(rng.integers(_LARGEST_SPLICE_FEATHER_PX + 1))
    return blended(base.pixels, patch, region, feather_px), region


def stamped(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Brushed over with what lies elsewhere in the picture."""
    region = stroke_region(base.pixels.shape[:2], rng)
    if region is None:
        region = drawn_region(base.pixels, rng)
    return blended(base.pixels, moved(base.pixels, rng), region, drawn_feather(rng)), region


def healed(base: Part, donor: Part, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Gradients from elsewhere in the picture or of another, borders of its own (Perez, 2003)."""
    region = drawn_region(base.pixels, rng)
    inner = np.zeros_like(region)
    within = np.s_[_BORDER_PX:-_BORDER_PX, _BORDER_PX:-_BORDER_PX]
    inner[within] = region[within]
    if rng.random() < 0.6:
        patch = moved(base.pixels, rng)
    else:
        patch = piece(donor.pixels, region.shape, rng.uniform(*_SPLICE_SCALE), rng)
    x, y, width, height = cv2.boundingRect(inner)
    how = cv2.NORMAL_CLONE if rng.random() < 0.75 else cv2.MIXED_CLONE
    middle = (x + width // 2, y + height // 2)
    healed_whole = cv2.seamlessClone(patch, base.pixels, inner * 255, middle, how)
    return blended(base.pixels, healed_whole, inner, feather_px=0), inner
