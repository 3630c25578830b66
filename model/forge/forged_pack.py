"""Packs: samples at the model's input size in two arrays."""

from functools import partial
from pathlib import Path

from data.packed_set import Row, stream_pack
from data.resize import fasa_resize, resize_mask
from forge.parallel import ordered_map
from forge.plan import Plan


def write_pack(plan: Plan, seeds: range, size: int, out: Path, workers: int = 1) -> None:
    """Sample i is that of ``seeds[i]``, whatever the number of workers."""
    rows = ordered_map(partial(_row, plan, size), seeds, workers)
    stream_pack(out, rows, len(seeds), size, {**plan.about(), "firstSeed": seeds.start})


def _row(plan: Plan, size: int, seed: int) -> Row:
    sample = plan.sample(seed)
    image, mask = fasa_resize(sample.image, size), resize_mask(sample.mask, size)
    return Row(image, mask, sample.operation, sample.source)
