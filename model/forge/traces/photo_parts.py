"""Parts of photographs on disk, at native pixels from the 8 x 8 grid on, some of them decoded anew
by an autoencoder."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from data.json_file import read_json
from data.pixels import Pixels

_PIXELS = "pixels.bin"
_ABOUT = "parts.json"


class Part(NamedTuple):
    """``pixels`` (H, W, 3); ``decoded`` (h, w, 3), an autoencoder's idea of the top left h x w;
    ``mask`` (H, W) of {0, 1}, where somebody edited it."""

    source: str
    pixels: Pixels
    decoded: Pixels | None = None
    mask: Pixels | None = None


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
        decoded, mask = entry.get("decoded"), entry.get("mask")
        return Part(
            entry["source"],
            self._at(entry),
            decoded and self._at(decoded),
            mask and self._at(mask)[..., 0],
        )

    def shape(self, number: int) -> tuple[int, int]:
        """Height and width."""
        return tuple(self._entries[number]["shape"])

    def decoded_shape(self, number: int) -> tuple[int, int]:
        """Height and width; 0 and 0 where it was not decoded."""
        return tuple(self._entries[number].get("decoded", {}).get("shape", (0, 0)))

    def is_edited(self, number: int) -> bool:
        return "mask" in self._entries[number]

    def _at(self, place: dict[str, Any]) -> Pixels:
        height, width = place["shape"]
        start, channels = place["start"], place.get("channels", 3)
        values = self._pixels[start : start + channels * height * width]
        return values.reshape(height, width, channels)


def write_parts(folder: Path, parts: Iterable[Part], about: dict[str, Any]) -> None:
    """One by one; parts.json comes last: a pack without it is partial."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ABOUT).unlink(missing_ok=True)
    entries = []
    with (folder / _PIXELS).open("wb") as file:
        for part in parts:
            entry = {"source": part.source, **_written(file, part.pixels)}
            if part.decoded is not None:
                entry["decoded"] = _written(file, part.decoded)
            if part.mask is not None:
                entry["mask"] = {**_written(file, part.mask), "channels": 1}
            entries.append(entry)
    (folder / _ABOUT).write_text(json.dumps({**about, "parts": entries}, indent=1))


def _written(file: BinaryIO, values: Pixels) -> dict[str, Any]:
    place = {"start": file.tell(), "shape": values.shape[:2]}
    file.write(values.tobytes())
    return place
