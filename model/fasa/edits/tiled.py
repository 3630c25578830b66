"""A whole picture at its own pixels: features of all tiles, then decisions by their statistics."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from data.pixels import Pixels, resize_array
from fasa.edits.tile_grid import GRID_PX, origins, smooth_window
from fasa.edits.tile_network import Array, TileNetwork
from fasa.traces.trace_network import STRIDE

_WHOLE_PX = 32
"""What the trunk halves down to one: sides of a tile are multiples of it."""
_SMALLER = 0.97
_AT_ONCE = 4
Box = tuple[slice, slice]
Map = Array


class Tiling(NamedTuple):
    """``tile`` and ``overlap`` in pixels; a picture of more than ``most`` tiles is reduced first.

    A picture smaller than a tile is one tile of its own size. As it comes, it is what is served.
    """

    tile: int = 512
    overlap: int = 64
    most: int = 12

    def boxes(self, height: int, width: int) -> list[Box]:
        """Of a picture whose sides are as ``padded`` leaves them."""
        high, wide = min(self.tile, height), min(self.tile, width)
        return [
            np.s_[top : top + high, left : left + wide]
            for top in origins(height, high, min(self.overlap, high // 2))
            for left in origins(width, wide, min(self.overlap, wide // 2))
        ]

    def padded(self, pixels: Pixels) -> Pixels:
        """By reflection at bottom and right, up to what tiles cover."""
        wanted = (self._covered(side) - side for side in pixels.shape[:2])
        return np.pad(pixels, [*((0, more) for more in wanted), (0, 0)], mode="symmetric")

    def within_budget(self, pixels: Pixels) -> Pixels:
        """As it is, or reduced until ``most`` tiles cover it.

        The scanner does the same, bit by bit: the factor is multiplied up, and halves go up.
        """
        height, width = self.shown_size(*pixels.shape[:2])
        if (height, width) == pixels.shape[:2]:
            return pixels
        return resize_array(pixels, (width, height))

    def count(self, height: int, width: int) -> int:
        """Tiles of what is shown of such a picture."""
        return self._count(*self.shown_size(height, width))

    def shown_size(self, height: int, width: int) -> tuple[int, int]:
        """Of ``within_budget``."""
        high, wide, scale = height, width, 1.0
        while self._count(high, wide) > self.most:
            scale *= _SMALLER
            high, wide = (max(1, math.floor(side * scale + 0.5)) for side in (height, width))
        return high, wide

    def _count(self, height: int, width: int) -> int:
        return len(self.boxes(self._covered(height), self._covered(width)))

    def _covered(self, side: int) -> int:
        step = GRID_PX if side > self.tile else _WHOLE_PX
        return -(-side // step) * step


def probability_map(network: TileNetwork, pixels: Pixels, tiling: Tiling) -> Map:
    """(H, W, 3) of 0..255 -> (H, W) in 0..1, smaller where the budget asks for it."""
    return pixel_map(tile_map(network, pixels, tiling), *tiling.shown_size(*pixels.shape[:2]))


def tile_map(network: TileNetwork, pixels: Pixels, tiling: Tiling) -> Map:
    """(H, W, 3) of 0..255 -> a value in 0..1 for each 4 x 4 pixels of what ``within_budget`` shows;
    cells at the right and at the bottom may reach beyond it."""
    shown = tiling.within_budget(pixels)
    whole = tiling.padded(shown)
    boxes = tiling.boxes(*whole.shape[:2])
    tiles = np.stack([whole[box] for box in boxes])
    features = np.concatenate([network.features(few) for few in _few_at_once(tiles)])
    usual = statistics(features)
    said = np.concatenate([network.decide(few, *usual) for few in _few_at_once(features)])
    height, width = (-(-side // STRIDE) for side in shown.shape[:2])
    return _blended(said, boxes, whole.shape[:2])[:height, :width]


def pixel_map(cells: Map, height: int, width: int) -> Map:
    """Of ``tile_map`` -> (``height``, ``width``), the size that was shown."""
    size = (STRIDE * cells.shape[1], STRIDE * cells.shape[0])
    return cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)[:height, :width]


def statistics(features: Array) -> tuple[Array, Array]:
    """(N, C, h, w) of all tiles of a picture -> mean and variance (C,) of each feature.

    Of the population; a place counts as often as tiles show it.
    """
    channels = features.swapaxes(0, 1)
    mean = [one.mean(dtype=np.float64) for one in channels]
    variance = [one.var(dtype=np.float64) for one in channels]
    return np.array(mean, np.float32), np.array(variance, np.float32)


def _few_at_once(whole: np.ndarray) -> list[np.ndarray]:
    return [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]


def _blended(said: Array, boxes: list[Box], size: tuple[int, int]) -> Map:
    """Mean over tiles (N, h, w) of the picture's ``size``, in pixels, weighted by their windows."""
    total = np.zeros([side // STRIDE for side in size], np.float32)
    weight, window = np.zeros_like(total), smooth_window(*said.shape[1:]).numpy()
    for box, one in zip(boxes, said, strict=True):
        where = tuple(slice(side.start // STRIDE, side.stop // STRIDE) for side in box)
        total[where] += one * window
        weight[where] += window
    return total / weight
