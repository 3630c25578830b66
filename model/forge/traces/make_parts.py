"""Writes parts of photographs, to draw windows from: ``python -m forge.traces.make_parts --help``.

Decoding takes three seconds a part on a processor, so it is done once.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import torch
from tqdm import tqdm

from data.labelled import LabelledSet
from data.photographs import SPLITS, Library, data_root
from data.pixels import Pixels
from data.readers.folder import read_folder
from forge.autoencoders import load_generator, taef2
from forge.traces.photo_parts import Part, write_parts
from forge.traces.small_pictures import small_picture

_LARGEST_PX = 1024
_LEAST_PX = 256
_DECODED_PX = 512
_GRID_PX = 8

Decode = Callable[[Pixels], Pixels]


def parts_of(photo: Pixels, most: int, rng: np.random.Generator) -> list[Pixels]:
    """Side by side, at most 1024 px a side, at least 256; of many a random ``most``."""
    boxes = [
        photo[top : top + _LARGEST_PX, left : left + _LARGEST_PX]
        for top in range(0, photo.shape[0], _LARGEST_PX)
        for left in range(0, photo.shape[1], _LARGEST_PX)
    ]
    large = [box for box in boxes if min(box.shape[:2]) >= _LEAST_PX]
    return [large[index] for index in sorted(rng.permutation(len(large))[:most])]


def decoded(part: Part, decode: Decode) -> Part:
    """With an autoencoder's idea of its top left 512 x 512 pixels."""
    height, width = (
        min(side, _DECODED_PX) // _GRID_PX * _GRID_PX for side in part.pixels.shape[:2]
    )
    return part._replace(decoded=decode(np.ascontiguousarray(part.pixels[:height, :width])))


def library_parts(
    library: Library, most: int, small: int, decoded_count: int, decode: Decode | None, seed: int
) -> Iterator[Part]:
    """Of every photograph, at native pixels and ``small`` times as a whole made small;
    ``decoded_count`` random parts are decoded, where there is a decoder."""
    rng = np.random.default_rng(seed)
    parts = [
        Part(name, pixels)
        for name in library.names
        for pixels in _pieces(library.photo(name).pixels, most, small, rng)
    ]
    chosen = set(rng.permutation(len(parts))[:decoded_count].tolist()) if decode else set()
    for index, part in enumerate(tqdm(parts, mininterval=5)):
        yield decoded(part, decode) if decode and index in chosen else part


def _pieces(photo: Pixels, most: int, small: int, rng: np.random.Generator) -> list[Pixels]:
    whole = (small_picture(photo, rng) for _ in range(small))
    return [*parts_of(photo, most, rng), *(one for one in whole if one is not None)]


def labelled_parts(labelled: LabelledSet) -> Iterator[Part]:
    """Pictures that somebody edited, with their masks, and authentic ones; the small are left
    out."""
    for image in labelled.images:
        pixels = image.native()
        height, width = pixels.shape[:2]
        if min(height, width) >= _LEAST_PX:
            yield Part(image.name, pixels, mask=image.truth(width, height))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--most", type=int, default=6, help="parts of a photograph")
    parser.add_argument("--small", type=int, default=3, help="a photograph's whole, made small")
    parser.add_argument("--pairs", type=Path, help="folder with Tp, Gt, Au of the same split")
    parser.add_argument("--decoded", type=int, default=260, help="parts that are decoded too")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(args.threads)
    root = data_root(args.data)
    library = Library(root, args.split)
    autoencoder = load_generator(taef2.NAME, root, args.split)
    decode = autoencoder and (lambda pixels: autoencoder.decode(autoencoder.encode(pixels)))
    own = library_parts(library, args.most, args.small, args.decoded, decode, args.seed)
    others = labelled_parts(read_folder(args.pairs)) if args.pairs else ()
    about = {"split": args.split, "photoListSha256": library.list_sha256, "seed": args.seed}
    write_parts(args.out, chain(own, others), about)


if __name__ == "__main__":
    main()
