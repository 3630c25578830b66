"""Parts of photographs on disk, at native pixels from the 8 x 8 grid on, some of them decoded anew
by an autoencoder."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.json_file import read_json
from data.pixels import Pixels

_PIXELS = "pixels.bin"
_ABOUT = "parts.json"


class Part(NamedTuple):
    """``pixels`` (H, W, 3); ``decoded`` (h, w, 3), an autoencoder's idea of the top left h x w."""

    source: str
    pixels: Pixels
    decoded: Pixels | None = None


class PartsPack:
    """``parts.json`` says where in ``pixels.bin`` each part lies; memory-mapped."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError when it holds no whole pack."""
        self.folder = folder
        self.about: dict[str, Any] = read_json(folder / _ABOUT)
        self._entries = self.about.pop("parts")
        self._pixels = np.memmap(folder / _PIXELS, np.uint8, "r")

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> Part:
        entry = self._entries[number]
        decoded = entry.get("decoded")
        return Part(entry["source"], self._at(entry), decoded and self._at(decoded))

    def shape(self, number: int) -> tuple[int, int]:
        """Height and width."""
        return tuple(self._entries[number]["shape"])

    def decoded_shape(self, number: int) -> tuple[int, int]:
        """Height and width; 0 and 0 where it was not decoded."""
        return tuple(self._entries[number].get("decoded", {}).get("shape", (0, 0)))

    def _at(self, place: dict[str, Any]) -> Pixels:
        height, width = place["shape"]
        start = place["start"]
        return self._pixels[start : start + 3 * height * width].reshape(height, width, 3)


def write_parts(folder: Path, parts: Iterable[Part], about: dict[str, Any]) -> None:
    """One by one; parts.json comes last: a pack without it is partial."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ABOUT).unlink(missing_ok=True)
    entries = []
    with (folder / _PIXELS).open("wb") as file:
        for part in parts:
            entry = {"source": part.source, "start": file.tell(), "shape": part.pixels.shape[:2]}
            file.write(part.pixels.tobytes())
            if part.decoded is not None:
                entry["decoded"] = {"start": file.tell(), "shape": part.decoded.shape[:2]}
                file.write(part.decoded.tobytes())
            entries.append(entry)
    (folder / _ABOUT).write_text(json.dumps({**about, "parts": entries}, indent=1))
