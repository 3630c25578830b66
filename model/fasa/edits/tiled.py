"""A whole picture at its own pixels: features of all tiles, then decisions by their statistics."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from data.pixels import Pixels
from fasa.edits.edit_network import EditNetwork, statistics_over_tiles
from fasa.edits.tile_grid import GRID_PX, origins, smooth_window
from fasa.traces.relative_head import PictureStatistics
from fasa.traces.trace_network import STRIDE

_WHOLE_PX = 32
"""What the trunk halves down to one: sides of a tile are multiples of it."""
_SMALLER = 0.97
_AT_ONCE = 4
_Box = tuple[slice, slice]


class Tiling(NamedTuple):
    """``tile`` and ``overlap`` in pixels; a picture of more than ``most`` tiles is reduced first.

    A picture smaller than a tile is one tile of its own size.
    """

    tile: int = 512
    overlap: int = 64
    most: int = 48

    def boxes(self, height: int, width: int) -> list[_Box]:
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
        """As it is, or reduced until ``most`` tiles cover it."""
        height, width = pixels.shape[:2]
        scale = 1.0
        while len(self.boxes(self._covered(height), self._covered(width))) > self.most:
            scale *= _SMALLER
            height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
        if scale == 1:
            return pixels
        return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)

    def _covered(self, side: int) -> int:
        step = GRID_PX if side > self.tile else _WHOLE_PX
        return -(-side // step) * step


@torch.inference_mode()
def probability_map(
    network: EditNetwork, pixels: Pixels, tiling: Tiling, device: str = "cpu"
) -> NDArray[np.float32]:
    """(H, W, 3) of 0..255 -> (H, W) in 0..1, smaller where the budget asks for it.

    The network is in evaluation mode.
    """
    shown = tiling.within_budget(pixels)
    whole = tiling.padded(shown)
    boxes = tiling.boxes(*whole.shape[:2])
    features = torch.cat(list(_features(network, whole, boxes, device)))
    picture = torch.zeros(len(boxes), dtype=torch.long, device=device)
    usual = PictureStatistics(*(part[:1] for part in statistics_over_tiles(features, picture)))
    total = torch.zeros(whole.shape[0] // STRIDE, whole.shape[1] // STRIDE)
    weight, window = torch.zeros_like(total), smooth_window(*features.shape[2:])
    for box, one in zip(boxes, features, strict=True):
        where = tuple(slice(side.start // STRIDE, side.stop // STRIDE) for side in box)
        said = network.head(one[None], usual)
        total[where] += said[0, 0].sigmoid().cpu() * window
        weight[where] += window
    blended = (total / weight).numpy()
    large = cv2.resize(blended, whole.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return large[: shown.shape[0], : shown.shape[1]]


def _features(
    network: EditNetwork, whole: Pixels, boxes: list[_Box], device: str
) -> Iterator[Tensor]:
    """(n, C, h, w) in float32, a few tiles at once."""
    for start in range(0, len(boxes), _AT_ONCE):
        tiles = np.stack([whole[box] for box in boxes[start : start + _AT_ONCE]])
        images = torch.from_numpy(tiles).to(device).permute(0, 3, 1, 2)
        yield network.features(images.float()).float()
