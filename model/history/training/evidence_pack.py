"""The evidence of a written set, in one file.

    python -m history.training.evidence_pack --set FOLDER --out PACK

``PACK/planes.bin`` holds float16 planes and ``PACK/labels.bin`` bytes, both one file behind the
other; ``PACK/index.jsonl`` says where each begins and what it is. Goes on where it stopped.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from history.cells import Labels, labels_of
from history.evidence import Evidence, evidence_of
from history.forge.known_pasts import INDEX, Entry, entries
from history.planes import PLANES

PLANES_FILE, LABELS_FILE = "planes.bin", "labels.bin"


@dataclass(frozen=True)
class Picture:
    """One file of a pack. ``about`` is what its set's index says of it."""

    about: dict[str, Any]
    planes: NDArray[np.float16]
    labels: Labels
    figures: NDArray[np.float32]

    @property
    def is_edited(self) -> bool:
        return bool(self.about["file"].startswith("Tp/"))


class Pack:
    """Pictures by number; planes stay on disk until they are read."""

    def __init__(self, folder: Path) -> None:
        self._index = list(entries(folder))
        self._folder = folder

    @cached_property
    def _planes(self) -> NDArray[np.float16]:
        return np.memmap(self._folder / PLANES_FILE, np.float16, "r")

    @cached_property
    def _labels(self) -> Labels:
        return np.memmap(self._folder / LABELS_FILE, np.uint8, "r")

    def __len__(self) -> int:
        return len(self._index)

    def shape(self, number: int) -> tuple[int, int]:
        entry = self._index[number]
        return entry["rows"], entry["columns"]

    def is_edited(self, number: int) -> bool:
        return bool(self._index[number]["file"].startswith("Tp/"))

    def picture(self, number: int) -> Picture:
        entry = self._index[number]
        shape = self.shape(number)
        start, count = entry["cell"], shape[0] * shape[1]
        planes = self._planes[start * len(PLANES) : (start + count) * len(PLANES)]
        labels = self._labels[start : start + count].reshape(shape)
        figures = np.array(entry["figures"], np.float32)
        return Picture(entry, planes.reshape(len(PLANES), *shape), labels, figures)


def pack(folder: Path, out: Path) -> Iterator[Entry]:
    """Appends what is not there yet, and yields it."""
    out.mkdir(parents=True, exist_ok=True)
    known = list(entries(out))
    cell = sum(entry["rows"] * entry["columns"] for entry in known)
    done = {entry["file"] for entry in known}
    left = [entry for entry in entries(folder) if entry["file"] not in done]
    found = evidence_of(folder / entry["file"] for entry in left)
    with (
        (out / PLANES_FILE).open("r+b" if known else "wb") as planes,
        (out / LABELS_FILE).open("r+b" if known else "wb") as labels,
        (out / INDEX).open("a") as index,
    ):
        planes.seek(2 * len(PLANES) * cell)
        labels.seek(cell)
        for entry, (_, evidence) in zip(left, found, strict=True):
            if evidence is None:
                continue
            planes.write(evidence.planes.astype(np.float16).tobytes())
            labels.write(_labels(folder, entry, evidence).tobytes())
            rows, columns = evidence.planes.shape[1:]
            written = {**entry, "rows": rows, "columns": columns, "cell": cell}
            written["figures"] = [round(float(value), 6) for value in evidence.figures]
            planes.flush()
            labels.flush()
            index.write(json.dumps(written) + "\n")
            index.flush()
            cell += rows * columns
            yield written


def _labels(folder: Path, entry: Entry, evidence: Evidence) -> Labels:
    rows, columns = evidence.planes.shape[1:]
    if not entry["file"].startswith("Tp/"):
        return np.zeros((rows, columns), np.uint8)
    path = folder / "Gt" / f"{Path(entry['file']).stem}.png"
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise ValueError(f"{path}: expected the mask of {entry['file']}, could not read it")
    if evidence.width != evidence.stored_width:
        size = (evidence.width, evidence.height)
        mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST_EXACT)
    return labels_of(mask > 127, evidence.top, evidence.left, rows, columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for _ in tqdm(pack(args.set, args.out), mininterval=10):
        pass


if __name__ == "__main__":
    main()
