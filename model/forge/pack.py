"""Packs: samples at the model's input size in two arrays."""

import hashlib
import json
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from forge.parallel import ordered_map
from forge.plan import Plan
from forge.resize import fasa_resize, resize_mask
from forge.sources import Pixels


def write_pack(plan: Plan, seeds: range, size: int, out: Path, workers: int = 1) -> None:
    """Writes ``images.npy`` (N, S, S, 3), ``masks.npy`` (N, S, S) and ``pack.json`` into ``out``.

    pack.json comes last: a pack without it is partial.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "pack.json").unlink(missing_ok=True)
    images = _array(out / "images.npy", (len(seeds), size, size, 3))
    masks = _array(out / "masks.npy", (len(seeds), size, size))
    operations, sources, digest = [], [], hashlib.sha256()
    rows = ordered_map(partial(_row, plan, size), seeds, workers)
    for index, row in enumerate(tqdm(rows, desc=str(out), total=len(seeds), mininterval=5)):
        images[index], masks[index], operation, source = row
        digest.update(masks[index].tobytes())
        operations.append(operation)
        sources.append(source)
    images.flush()
    masks.flush()
    about = {
        "count": len(seeds),
        "masksSha256": digest.hexdigest(),
        **plan.about(),
        "firstSeed": seeds.start,
        "operations": operations,
        "sources": sources,
    }
    (out / "pack.json").write_text(json.dumps(about, indent=1))


def _row(plan: Plan, size: int, seed: int) -> tuple[Pixels, Pixels, str, str]:
    sample = plan.sample(seed)
    image, mask = fasa_resize(sample.image, size), resize_mask(sample.mask, size)
    return image, mask, sample.operation, sample.source


def _array(path: Path, shape: tuple[int, ...]) -> np.memmap:
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
