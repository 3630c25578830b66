"""Packs a labelled set at a network's input size, for training on data of one's own.

    python -m training.pack --set DIR --size 384 --out PACK

DIR holds ``Tp``, ``Gt`` and ``Au``, or is a JSON list or OpenSDI parquet: whatever
``python -m evaluation`` reads. Run ``python -m evaluation validate`` on it first.
"""

import argparse
from pathlib import Path

import numpy as np

from data.labelled import LabelledImage, LabelledSet, ModelView
from data.packed_set import Row, stream_pack
from data.readers import read_set
from data.resize import resize_mask


def row(image: LabelledImage, size: int) -> Row:
    """As the scanner sees it; the mask of an image that was wholly made is all ones.

    Raises ValueError naming the image when it or its mask is broken.
    """
    decoded = image.seen(ModelView(size))
    truth = image.truth(decoded.width, decoded.height)
    if truth is None:
        mask = np.full((size, size), image.is_manipulated, np.uint8)
    else:
        mask = resize_mask(truth, size)
    return Row(decoded.pixels, mask, image.operation, image.source or image.name)


def pack(labelled: LabelledSet, size: int, out: Path) -> None:
    rows = (row(image, size) for image in labelled.images)
    about = {"listSha256": labelled.list_sha256}
    stream_pack(out, rows, len(labelled.images), size, about)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--size", type=int, required=True, help="side in pixels")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    args = parser.parse_args()
    pack(read_set(args.set), args.size, args.out)


if __name__ == "__main__":
    main()
