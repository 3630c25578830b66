"""``python -m history.forge.known_pasts --data DATA --split train --seeds 0 5000 --out FOLDER``

Files in the field's layout (Tp, Gt, Au) and ``index.jsonl``: kind, container, past and source of
each. Started again, it goes on behind the last seed it finished.
"""

import argparse
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from data.photographs import SPLITS, Library, Split, data_root
from forge.parallel import ordered_map
from history.forge.pasts import Stock
from history.forge.twins import Sample, make_samples

INDEX = "index.jsonl"
Entry = dict[str, Any]


@cache
def _stock(data: Path, split: Split) -> Stock:
    return Stock.of(Library(data, split))


def _write(data: Path, split: Split, out: Path, seed: int) -> list[Entry]:
    samples = make_samples(_stock(data, split), seed)
    return [_save(one, out, f"{seed:08}") for one in samples]


def _save(sample: Sample, out: Path, stem: str) -> Entry:
    edited = sample.region is not None
    file = f"{'Tp' if edited else 'Au'}/{stem}.{sample.file.suffix}"
    (out / file).write_bytes(sample.file.data)
    if sample.region is not None:
        mask = sample.region.astype(np.uint8) * 255
        cv2.imwrite(str(out / "Gt" / f"{stem}.png"), mask, (cv2.IMWRITE_PNG_COMPRESSION, 3))
    return {
        "file": file,
        "operation": sample.kind,
        "container": sample.file.container,
        "past": sample.past,
        "source": sample.source,
        "seed": int(stem),
    }


def entries(folder: Path) -> Iterator[Entry]:
    """What the index says; nothing where there is none yet."""
    index = folder / INDEX
    if index.exists():
        yield from map(json.loads, index.read_text().splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data")
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--seeds", type=int, nargs=2, required=True, metavar=("FIRST", "END"))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for folder in ("Tp", "Gt", "Au"):
        (args.out / folder).mkdir(parents=True, exist_ok=True)
    first, end = args.seeds
    first = max([first, *(entry["seed"] + 1 for entry in entries(args.out))])
    task = partial(_write, data_root(args.data), args.split, args.out)
    with (args.out / INDEX).open("a") as index:
        made = ordered_map(task, range(first, end), args.workers)
        for written in tqdm(made, total=end - first, mininterval=10):
            index.writelines(json.dumps(entry) + "\n" for entry in written)
            index.flush()


if __name__ == "__main__":
    main()
