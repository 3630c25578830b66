"""One training picture: a view of a photo, perhaps an operation, then processing."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from data.labelled import AUTHENTIC
from data.photographs import MIN_LONG_SIDE, MIN_SHORT_SIDE, Library, Photo
from data.pixels import Pixels
from forge.masks import area_allowed
from forge.operations import OPERATIONS, Operations
from forge.processings.own_history import own_history
from forge.processings.processing import process
from forge.processings.traces import resample

_AUTHENTIC_SHARE = 1 / 3
_MAX_LONG_SIDE = 1600
_LARGEST_SCALE = 1.3
_TRIES = 10
# Fewer changed pixels than this in the mask (a flat sky copied onto itself) teach a wrong label.
_MIN_CHANGED = 0.5
_BASE_JPEG_SHARE = 0.2


@dataclass(frozen=True)
class Sample:
    """``image`` (H, W, 3) RGB at photo size, ``mask`` (H, W) of {0, 1}; ``source`` is the base."""

    image: Pixels
    mask: Pixels
    operation: str
    source: str


def make_sample(library: Library, seed: int, operations: Operations = OPERATIONS) -> Sample:
    """The same arguments give the same bytes. Authentic : manipulated = 1 : 2."""
    # Independent streams: the edit cannot shift the draws of view or processing.
    streams = (np.random.default_rng([seed, stream]) for stream in range(5))
    choice, view, edit, after, before = streams
    base = photo_view(library.pick(view), view)
    base = replace(base, pixels=own_history(base.pixels, before, _BASE_JPEG_SHARE))
    operation = AUTHENTIC
    image, mask = base.pixels, np.zeros(base.pixels.shape[:2], np.uint8)
    if choice.random() >= _AUTHENTIC_SHARE:
        operation, image, mask = manipulate(base, edit, library, operations)
    image, mask = process(image, mask, after)
    return Sample(image, mask, operation, base.name)


def manipulate(
    base: Photo, rng: np.random.Generator, library: Library, operations: Operations
) -> tuple[str, Pixels, Pixels]:
    """Name, image and mask of one operation that visibly changed the pixels of its mask."""
    names = list(operations)
    weights = np.array([weight for _, weight in operations.values()])
    for _ in range(_TRIES):
        name = names[rng.choice(len(names), p=weights / weights.sum())]
        image, mask = operations[name][0](base, rng, library)
        changed = (image != base.pixels).any(axis=2) & (mask == 1)
        enough = np.count_nonzero(changed) >= _MIN_CHANGED * np.count_nonzero(mask)
        if enough and area_allowed(mask):
            return name, image, mask
    raise RuntimeError(f"{base.name}: {_TRIES} operations changed nothing; is the photo blank?")


def photo_view(photo: Photo, rng: np.random.Generator) -> Photo:
    """A crop of the photo, resampled in half of the draws (the other half keeps its JPEG grid)."""
    pixels, segments = photo.pixels, photo.segments
    long_side = max(pixels.shape[:2])
    if rng.random() < 0.5:
        target = rng.uniform(MIN_LONG_SIDE, min(_LARGEST_SCALE * long_side, _MAX_LONG_SIDE))
        pixels = resample(pixels, target / long_side, rng)
        if segments is not None:
            size = pixels.shape[1::-1]
            segments = cv2.resize(segments, size, interpolation=cv2.INTER_NEAREST_EXACT)
    window = _window(pixels.shape[:2], rng)
    return Photo(photo.name, pixels[window], None if segments is None else segments[window])


def _window(shape: tuple[int, int], rng: np.random.Generator) -> tuple[slice, slice]:
    long_axis = int(np.argmax(shape))
    spans = []
    for axis, side in enumerate(shape):
        smallest = MIN_LONG_SIDE if axis == long_axis else MIN_SHORT_SIDE
        length = min(side, _MAX_LONG_SIDE, max(smallest, round(side * rng.uniform(0.6, 1))))
        start = int(rng.integers(0, side - length + 1))
        spans.append(slice(start, start + length))
    return spans[0], spans[1]
