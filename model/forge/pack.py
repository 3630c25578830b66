"""Packs: samples as the network sees them, in two arrays."""

from functools import partial
from pathlib import Path

import numpy as np

from forge.parallel import ordered_map
from forge.plan import Plan
from forge.resize import view_mask
from forge.sources import Pixels
from pixels import ModelView, view_array
from training.packed_set import Row, stream_pack

_WINDOW_STREAM = 77
"""Of a seed, apart from the streams that make its sample."""


def write_pack(
    plan: Plan,
    seeds: range,
    view: ModelView,
    out: Path,
    workers: int = 1,
    window: int | None = None,
) -> None:
    """Sample i is that of ``seeds[i]``, whatever the number of workers.

    ``window``: not all of it, but a random part of what the view shows of it, this side in pixels.
    """
    rows = ordered_map(partial(_row, plan, view, window), seeds, workers)
    about = {**plan.about(), "firstSeed": seeds.start, "fit": view.fit}
    stream_pack(out, rows, len(seeds), view.size if window is None else window, about)


def _row(plan: Plan, view: ModelView, window: int | None, seed: int) -> Row:
    sample = plan.sample(seed)
    image, mask = view_array(sample.image, view), view_mask(sample.mask, view)
    if window is not None:
        rng = np.random.default_rng([seed, _WINDOW_STREAM])
        part = _part(view.extent(*sample.mask.shape[::-1]), window, rng)
        image, mask = _windowed(image[part], window), _windowed(mask[part], window)
    return Row(image, mask, sample.operation, sample.source)


def _part(extent: tuple[int, int], window: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """At most ``window`` pixels of each axis, from within the picture."""
    width, height = extent
    top = int(rng.integers(max(1, height - window + 1)))
    left = int(rng.integers(max(1, width - window + 1)))
    return slice(top, min(height, top + window)), slice(left, min(width, left + window))


def _windowed(part: Pixels, window: int) -> Pixels:
    """Mirrored at the right and lower border where the picture is smaller than the window."""
    beside = ((0, window - part.shape[0]), (0, window - part.shape[1]))
    return np.pad(part, beside + ((0, 0),) * (part.ndim - 2), mode="symmetric")
