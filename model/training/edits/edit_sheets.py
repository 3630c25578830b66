"""Scenes in tiles, made while the network trains: a picture's tiles always lie on one sheet."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from data.pixels import Pixels
from fasa.edits.tile_grid import origins
from forge.edits.edit_scene import EditForge, EditScene

SHEET = 16
"""Tiles at once, or a few more: a picture's last ones. A step adds the gradients of several sheets.

Batch norms see each sheet alone, so that none should be smaller: a batch is of whole sheets.
"""


class Sheet(NamedTuple):
    """``images`` (N, 3, T, T) uint8 in the memory order of channels_last, ``masks`` (N, T, T) of
    {0, 1}, ``picture`` (N,): which one a tile is of; ``kinds``: of each picture."""

    images: Tensor
    masks: Tensor
    picture: Tensor
    kinds: list[str]


class EditSheets(Dataset[list[Sheet]]):
    """The sheets of a step depend on seed and step alone, so that a run goes on where it stopped.

    A step has at least ``batch`` tiles, and a few more on each sheet.
    """

    def __init__(self, forge: EditForge, tile: int, batch: int, seed: int) -> None:
        self._forge, self._tile, self._batch, self._seed = forge, tile, batch, seed

    def __getitem__(self, step: int) -> list[Sheet]:
        rng = np.random.default_rng([self._seed, step])
        starts = range(0, self._batch, SHEET)
        return [self._sheet(min(SHEET, self._batch - start), rng) for start in starts]

    def _sheet(self, least: int, rng: np.random.Generator) -> Sheet:
        pictures: list[tuple[EditScene, list[_Tile]]] = []
        while sum(len(tiles) for _, tiles in pictures) < least:
            scene = self._forge(rng)
            pictures.append((scene, _tiles(scene, self._tile)))
        return _joined(pictures)


_Tile = tuple[Pixels, Pixels]


def _tiles(scene: EditScene, side: int) -> list[_Tile]:
    """All of it, in tiles that overlap where its sides are no multiples."""
    tops, lefts = (origins(length, side, 0) for length in scene.mask.shape)
    boxes = [np.s_[top : top + side, left : left + side] for top in tops for left in lefts]
    return [(scene.image[box], scene.mask[box]) for box in boxes]


def _joined(pictures: list[tuple[EditScene, list[_Tile]]]) -> Sheet:
    tiles = [tile for _, some in pictures for tile in some]
    images, masks = (torch.from_numpy(np.stack(part)) for part in zip(*tiles, strict=True))
    counts = torch.tensor([len(some) for _, some in pictures])
    numbers = torch.arange(len(pictures)).repeat_interleave(counts)
    return Sheet(images.permute(0, 3, 1, 2), masks, numbers, [scene.kind for scene, _ in pictures])
