"""``python -m forge.copies.copy_sets planted --data DATA --split train --seeds 0 300 --out FOLDER``

Files to fit and check the acceptance of copies on: ``Tp`` with ``Gt``, which is the copy, and
``Source``; or ``Au``; and ``index.jsonl``. The same seed gives the same bytes.
"""

import argparse
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pyvips

from data.photographs import SPLITS, Library, Photo, data_root
from data.pixels import Pixels
from forge.copies.hidden_copy import hide
from forge.copies.photographed_repetition import repetition
from forge.copies.planted_copy import WINDOW_PIXELS, plant, window_of
from forge.copies.rendered_page import page
from forge.copies.savings import SavedPicture, draw_saving, save_picture

_LARGE_SHARE = 0.6


class Made(NamedTuple):
    """A picture; ``masks`` by the folder they belong in, none of an authentic one."""

    image: Pixels
    kind: str
    source: str
    masks: dict[str, Pixels]


def _photo(rng: np.random.Generator, library: Library) -> Photo:
    """More often than they are many, one that is larger than a window."""
    large = _large(library)
    names = large if large and rng.random() < _LARGE_SHARE else library.names
    return window_of(library.photo(str(rng.choice(names))), rng)


@cache
def _large(library: Library) -> list[str]:
    headers = {name: pyvips.Image.new_from_file(str(library.path(name))) for name in library.names}
    least = WINDOW_PIXELS[0]
    return [name for name, one in headers.items() if one.width * one.height >= least]


def planted(rng: np.random.Generator, library: Library) -> Made:
    photo = _photo(rng, library)
    image, source, copy, kind = plant(photo, rng)
    return Made(image, kind, photo.name, {"Gt": copy, "Source": source})


def hidden(rng: np.random.Generator, library: Library) -> Made:
    photo = _photo(rng, library)
    image, source, copy, kind = hide(photo, rng)
    return Made(image, kind, photo.name, {"Gt": copy, "Source": source})


def authentic(rng: np.random.Generator, library: Library) -> Made:
    photo = _photo(rng, library)
    return Made(photo.pixels, "authentic", photo.name, {})


def repeated(rng: np.random.Generator, library: Library) -> Made:
    image, name = repetition(rng, library)
    return Made(image, f"repeated {name}", "", {})


def rendered(rng: np.random.Generator, library: Library) -> Made:
    image, name = page(rng, library)
    return Made(image, f"rendered {name}", "", {})


SETS: dict[str, Callable[[np.random.Generator, Library], Made]] = {
    "planted": planted,
    "authentic": authentic,
    "repeated": repeated,
    "rendered": rendered,
    "hidden": hidden,
}


def write_set(name: str, library: Library, seeds: range, out: Path) -> None:
    """Raises FileExistsError where the folder has a set already."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "index.jsonl").open("x") as index:
        for seed in seeds:
            rng = np.random.default_rng([list(SETS).index(name), seed])
            made = SETS[name](rng, library)
            saving = draw_saving(rng)
            file = _write(made, save_picture(made.image, saving, rng), out, f"{seed:06}")
            entry = {"file": file, "kind": made.kind, "saving": saving, "source": made.source}
            index.write(json.dumps(entry) + "\n")


def _write(made: Made, saved: SavedPicture, out: Path, stem: str) -> str:
    folder = "Tp" if made.masks else "Au"
    for name in (folder, *made.masks):
        (out / name).mkdir(exist_ok=True)
    for name, mask in made.masks.items():
        scaled = cv2.resize(mask, saved.size, interpolation=cv2.INTER_NEAREST)
        cv2.imwrite(str(out / name / f"{stem}.png"), 255 * scaled)
    (out / folder / f"{stem}.{saved.suffix}").write_bytes(saved.data)
    return f"{folder}/{stem}.{saved.suffix}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--data")
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--seeds", type=int, nargs=2, required=True, metavar=("FIRST", "END"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    library = Library(data_root(args.data), args.split)
    print(f"{library.split}: {len(library)} photos, list sha256 {library.list_sha256}")
    write_set(args.set, library, range(*args.seeds), args.out)


if __name__ == "__main__":
    main()
