"""Packs samples at the model's input size: ``python -m forge.write --help``."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from forge.resize import fasa_resize, resize_mask
from forge.sample import make_sample
from forge.sources import SPLITS, Library, data_root


def write(library: Library, count: int, size: int, out: Path, first_seed: int) -> None:
    """Writes ``images.npy`` (N, S, S, 3), ``masks.npy`` (N, S, S) and ``pack.json`` into ``out``.

    Sample i is that of seed ``first_seed + i``. pack.json comes last: a pack without it is partial.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "pack.json").unlink(missing_ok=True)
    images = _array(out / "images.npy", (count, size, size, 3))
    masks = _array(out / "masks.npy", (count, size, size))
    operations, sources, digest = [], [], hashlib.sha256()
    for index in tqdm(range(count), desc=str(out), mininterval=5):
        sample = make_sample(library, first_seed + index)
        images[index] = fasa_resize(sample.image, size)
        masks[index] = resize_mask(sample.mask, size)
        digest.update(masks[index].tobytes())
        operations.append(sample.operation)
        sources.append(sample.source)
    images.flush()
    masks.flush()
    about = {
        "count": count,
        "masksSha256": digest.hexdigest(),
        "split": library.split,
        "firstSeed": first_seed,
        "photoCount": len(library),
        "photoListSha256": library.list_sha256,
        "operations": operations,
        "sources": sources,
    }
    (out / "pack.json").write_text(json.dumps(about, indent=1))


def _array(path: Path, shape: tuple[int, ...]) -> np.memmap:
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--size", type=int, default=256, help="side in pixels")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument("--first-seed", type=int, default=0)
    args = parser.parse_args()
    library = Library(data_root(args.data), args.split)
    print(f"{args.split}: {len(library)} photos, list sha256 {library.list_sha256}")
    write(library, args.count, args.size, args.out, args.first_seed)


if __name__ == "__main__":
    main()
