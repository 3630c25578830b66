"""Numbered crops of photographs, and the teacher's tokens for them, computed once each."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fasa.timm_vit import TimmVit
from forge.resize import fasa_resize
from forge.sources import Library, Pixels
from training.distillation import teacher_tokens

LEAST_SIDE = 0.4
"""Of a crop, as a share of its photograph's shorter side."""


class Crops:
    """Square parts of random photographs, half of them mirrored; a number is the same part always.

    ``size`` is their side in pixels after the scanner's own resize.
    """

    def __init__(self, photos: Library, size: int, seed: int) -> None:
        self.photos, self.size, self.seed = photos, size, seed

    def __call__(self, numbers: Sequence[int]) -> Tensor:
        """(B, 3, size, size) in 0..1."""
        parts = np.stack([self._part(number) for number in numbers])
        return torch.from_numpy(parts).permute(0, 3, 1, 2).float() / 255

    def _part(self, number: int) -> Pixels:
        rng = np.random.default_rng([self.seed, number])
        pixels = self.photos.pick(rng).pixels
        height, width = pixels.shape[:2]
        side = int(min(height, width) * rng.uniform(LEAST_SIDE, 1.0))
        top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
        window = pixels[top : top + side, left : left + side]
        mirrored = window[:, ::-1] if rng.random() < 0.5 else window
        return fasa_resize(np.ascontiguousarray(mirrored), self.size)


class TokenBank:
    """The teacher's tokens for ``count`` crops, in half precision on disk.

    A later run on the same folder asks the teacher nothing twice; it must be the same teacher,
    crops and grid.
    """

    def __init__(self, folder: Path, teacher: TimmVit, crops: Crops, grid: int, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._teacher, self._crops, self._grid = teacher, crops, grid
        shape = (count, len(teacher.widths), grid * grid, teacher.widths[0])
        self._tokens = _array(folder / "tokens.npy", np.float16, shape)
        self._known = _array(folder / "known.npy", np.bool_, (count,))

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, numbers: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Crops (B, 3, S, S) and their tokens (B, K, grid * grid, c), where the teacher is."""
        rgb = self._crops(numbers.tolist()).to(self._teacher.mean.device)
        new = np.flatnonzero(~self._known[numbers])
        if len(new):
            found = teacher_tokens(self._teacher, rgb[new], self._grid)
            self._tokens[numbers[new]] = found.cpu().numpy()
            self._known[numbers[new]] = True
        return rgb, torch.from_numpy(self._tokens[numbers]).to(rgb)


def _array(path: Path, kind: type, shape: tuple[int, ...]) -> np.memmap:
    """Raises ValueError when the file on disk is of another run's shape."""
    if not path.exists():
        return np.lib.format.open_memmap(path, "w+", kind, shape)
    found = np.lib.format.open_memmap(path, "r+")
    if found.shape != shape or found.dtype != kind:
        raise ValueError(f"{path}: expected {shape}, received {found.shape}: use a new folder")
    return found
