"""Which pictures show a photograph of the data folder: ``python -m training.overlap --help``.

Data sets share sources: CASIA v2 and BSDS500 both took from the Corel collection. What such a
picture teaches about a photograph of ``val`` or ``test`` flatters every figure on it.

Whole pictures are compared, mirrored too, whatever their scale: those that look alike as thumbnails
by whether their corners lie alike. A small part of a photograph, pasted elsewhere, is not found.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.photographs import SPLITS, Library, Split, data_root
from data.pixels import Pixels

_SIDE_PX = 256
_THUMBNAIL_PX = 16
_CORNERS = 400
# Compared corner by corner: the most alike as thumbnails, of at least this correlation. With 4 of
# them, CASIA's three pictures of a barn in BSDS500 were missed, at a correlation of 0.66.
_CANDIDATES = 8
_ALIKE = 0.5
# Of 256 bits of a corner's descriptor, how many may differ.
_CORNER_BITS = 50
_MOVED_PX = 4
# Corners, of 400, that one affine map carries over. Of CASIA's pictures that show a photograph the
# least had 26, and no other had 15.
_MIN_CORNERS = 15


@dataclass(frozen=True)
class Look:
    """A picture squashed to 256 x 256: ``thumbnail`` (256,) of mean 0 and length 1; of its corners
    ``points`` (N, 2) in pixels and ``descriptors`` (N, 32)."""

    thumbnail: NDArray[np.float32]
    points: NDArray[np.float32]
    descriptors: Pixels


@dataclass(frozen=True)
class Known:
    """A photograph and how it looks, as it is and mirrored."""

    name: str
    split: Split
    path: Path
    looks: tuple[Look, Look]


class Overlap(NamedTuple):
    picture: Path
    photo: str
    split: Split
    corners: int
    """How many of 400 one affine map carries over."""


def known_photos(root: Path) -> list[Known]:
    """All photographs of the data folder. Raises as forge.sources.Library does."""
    libraries = [Library(root, split) for split in SPLITS]
    names = [(library, name) for library in libraries for name in library.names]
    return [_known(library, name) for library, name in tqdm(names, unit="photo")]


def overlaps(pictures: Iterable[Path], photos: list[Known]) -> Iterator[Overlap]:
    """The best match of each picture that has one, itself apart.

    Raises ValueError naming a file that is no picture.
    """
    thumbnails = np.stack([[look.thumbnail for look in photo.looks] for photo in photos])
    for picture in pictures:
        look = _look(_squashed(picture))
        alike = (thumbnails @ look.thumbnail).max(axis=1)
        nearest = [i for i in np.argsort(-alike)[:_CANDIDATES] if alike[i] >= _ALIKE]
        others = [photos[i] for i in nearest if not photos[i].path.samefile(picture)]
        counts = [max(_carried_over(look, other) for other in photo.looks) for photo in others]
        if counts and max(counts) >= _MIN_CORNERS:
            photo = others[int(np.argmax(counts))]
            yield Overlap(picture, photo.name, photo.split, max(counts))


def _known(library: Library, name: str) -> Known:
    path = library.path(name)
    squashed = _squashed(path)
    mirrored = np.ascontiguousarray(squashed[:, ::-1])
    return Known(name, library.split, path, (_look(squashed), _look(mirrored)))


def _squashed(path: Path) -> Pixels:
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError(f"{path}: expected a picture, could not decode it")
    return cv2.resize(grey, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)


def _look(squashed: Pixels) -> Look:
    size = (_THUMBNAIL_PX, _THUMBNAIL_PX)
    levels = cv2.resize(squashed, size, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    levels -= levels.mean()
    keypoints, descriptors = cv2.ORB.create(_CORNERS).detectAndCompute(squashed, None)
    points = np.float32([keypoint.pt for keypoint in keypoints]).reshape(-1, 2)
    found = np.zeros((0, 32), np.uint8) if descriptors is None else descriptors
    return Look(levels / max(1e-6, float(np.linalg.norm(levels))), points, found)


def _carried_over(one: Look, other: Look) -> int:
    """How many corners one affine map takes from one picture to the other."""
    if min(len(look.points) for look in (one, other)) < _MIN_CORNERS:
        return 0
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True)
    pairs = matcher.match(one.descriptors, other.descriptors)
    close = [pair for pair in pairs if pair.distance <= _CORNER_BITS]
    if len(close) < _MIN_CORNERS:
        return 0
    _, carried = cv2.estimateAffine2D(
        one.points[[pair.queryIdx for pair in close]],
        other.points[[pair.trainIdx for pair in close]],
        ransacReprojThreshold=_MOVED_PX,
    )
    return 0 if carried is None else int(np.count_nonzero(carried))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with train/photos")
    parser.add_argument("--pictures", type=Path, nargs="+", required=True, metavar="FILE")
    args = parser.parse_args()
    photos = known_photos(data_root(args.data))
    for found in overlaps(tqdm(args.pictures, unit="picture"), photos):
        tqdm.write(f"{found.picture}\t{found.photo}\t{found.split}\t{found.corners}")


if __name__ == "__main__":
    main()
