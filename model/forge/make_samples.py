"""The repo's sample images, made anew: ``python -m forge.make_samples --help``.

The photographs and where they come from stand in samples/README.md. The same photographs and the
same OpenCV give the same bytes.
"""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from data.pixels import Pixels
from forge.compose import paste

_LONG_SIDE = 1000
_QUALITY = 85
_FEATHER_PX = 1

Box = tuple[int, int, int, int]
Edit = tuple[Pixels, Pixels]

# Of the file itself, so that another edition of a photograph is noticed.
_SHA256 = {
    "Picture_0B_by_freespace.jpg": "c8c0ab18e48d9e04",
    "Wine_by_Jakkub_Mede.jpg": "d2e96e6d4da40dd8",
    "aitzgorri_by_Aitzol_Berasategi.jpg": "66268e7b48f8854d",
    "coffee.png": "cc02f8ca188b167c",
    "flower.jpg": "a77f6ec41e353afd",
    "friends_by_Aitzol_Berasategi.jpg": "cc40e313c74e421e",
    "life_by_Aitzol_Berasategi.jpg": "4c119350ead80201",
    "picosdeeuropa_by_Aitzol_Berasategi.jpg": "414d0072b2f6f2c5",
    "seeding_by_Clements_Engelhardt.jpg": "a5634d1ab5e41a35",
}


class Photographs:
    """The source photographs, found by name anywhere below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, name: str, long_side: int = _LONG_SIDE) -> Pixels:
        """(H, W, 3) RGB, the long side at most ``long_side``. Raises ValueError on other bytes."""
        path = next(self._root.rglob(name), None)
        if path is None:
            raise FileNotFoundError(f"{self._root}: expected {name} somewhere in it")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if not found.startswith(_SHA256[name]):
            raise ValueError(f"{path}: expected sha256 {_SHA256[name]}…, received {found}")
        bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
        scale = min(1.0, long_side / max(bgr.shape))
        return cv2.cvtColor(scaled(bgr, scale), cv2.COLOR_BGR2RGB)


def scaled(image: Pixels, scale: float) -> Pixels:
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def cut_out(photo: Pixels, box: Box) -> Pixels:
    """Mask {0, 1} (H, W) of the one object in the box, told from its surroundings by GrabCut."""
    cv2.setRNGSeed(0)
    labels = np.zeros(photo.shape[:2], np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(photo, labels, box, *models, 5, cv2.GC_INIT_WITH_RECT)
    inside = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    outlines, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    mask = np.zeros_like(inside)
    cv2.drawContours(mask, [max(outlines, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return mask


def put(base: Pixels, patch: Pixels, mask: Pixels, left: int, top: int) -> Edit:
    """The masked object over ``base``, its box's corner at (left, top)."""
    x, y, width, height = cv2.boundingRect(mask)
    moved, where = np.zeros_like(base), np.zeros(base.shape[:2], np.uint8)
    target, source = (np.s_[v : v + height, u : u + width] for u, v in ((left, top), (x, y)))
    moved[target], where[target] = patch[source], mask[source]
    return paste(base, moved, where, _FEATHER_PX), where


def dandelions_splice(photos: Photographs) -> Edit:
    """A dahlia of another photograph among the dandelions."""
    dahlia = scaled(photos.load("flower.jpg"), 0.8)
    base = photos.load("seeding_by_Clements_Engelhardt.jpg")
    return put(base, dahlia, cut_out(dahlia, (130, 64, 232, 226)), 545, 250)


def coffee_splice(photos: Photographs) -> Edit:
    """Half a fig of another photograph on the table."""
    fig = scaled(photos.load("Picture_0B_by_freespace.jpg"), 0.45)
    return put(photos.load("coffee.png"), fig, cut_out(fig, (184, 104, 136, 128)), 464, 250)


def meadow_copy_move(photos: Photographs) -> Edit:
    """The conifer a second time, before the wood on the left."""
    base = photos.load("aitzgorri_by_Aitzol_Berasategi.jpg")
    return put(base, base, cut_out(base, (688, 262, 100, 206)), 360, 232)


def table_removal(photos: Photographs) -> Edit:
    """Bottle and glass gone from the table: the forge's inpainting over their outlines."""
    base = photos.load("Wine_by_Jakkub_Mede.jpg")
    mask = np.zeros(base.shape[:2], np.uint8)
    cv2.rectangle(mask, (318, 116), (342, 200), 1, cv2.FILLED)
    cv2.rectangle(mask, (304, 190), (356, 336), 1, cv2.FILLED)
    cv2.ellipse(mask, (275, 238), (30, 44), 0, 0, 360, 1, cv2.FILLED)
    cv2.rectangle(mask, (268, 270), (283, 336), 1, cv2.FILLED)
    cv2.ellipse(mask, (274, 335), (24, 9), 0, 0, 360, 1, cv2.FILLED)
    return cv2.inpaint(base, mask, 5, cv2.INPAINT_TELEA), mask


_AUTHENTIC = {
    "bowl": ("Picture_0B_by_freespace.jpg", _LONG_SIDE),
    "dogs": ("friends_by_Aitzol_Berasategi.jpg", _LONG_SIDE),
    "mountains": ("picosdeeuropa_by_Aitzol_Berasategi.jpg", _LONG_SIDE),
    # All its leaves would take a quarter of a megabyte at the size of the others.
    "stream": ("life_by_Aitzol_Berasategi.jpg", 840),
}
_EDITS: dict[str, Callable[[Photographs], Edit]] = {
    "coffee-splice": coffee_splice,
    "dandelions-splice": dandelions_splice,
    "meadow-copy-move": meadow_copy_move,
    "table-removal": table_removal,
}


def make_samples(photos: Photographs) -> Iterator[tuple[str, Pixels, Pixels | None]]:
    """Name, image (H, W, 3) RGB and true mask {0, 1} (H, W) of every sample; authentic: no mask."""
    for name, (file, long_side) in _AUTHENTIC.items():
        yield name, photos.load(file, long_side), None
    for name, edit in _EDITS.items():
        yield name, *edit(photos)


def _write(path: Path, image: Pixels, *options: int) -> None:
    if not cv2.imwrite(str(path), image, options):
        raise OSError(f"{path}: could not be written")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=Path, required=True, help="folder they all lie in")
    parser.add_argument("--out", type=Path, required=True, help="the repo's samples folder")
    args = parser.parse_args()
    (args.out / ".masks").mkdir(parents=True, exist_ok=True)
    for name, image, mask in make_samples(Photographs(args.photographs)):
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        _write(args.out / f"{name}.jpg", bgr, cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
        if mask is not None:
            _write(args.out / ".masks" / f"{name}.png", mask * 255)


if __name__ == "__main__":
    main()
