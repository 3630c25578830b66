"""Where tiles lie in a picture, and how much each counts where they overlap."""

import math

import torch
from torch import Tensor

GRID_PX = 8
"""Origins lie on JPEG's grid: what a tile shows starts with a whole block."""


def origins(length: int, tile: int, overlap: int) -> list[int]:
    """Evenly spread, multiples of 8; neighbours share at least ``overlap`` - 8 pixels.

    Raises ValueError unless ``length`` >= ``tile``, both multiples of 8.
    """
    if length < tile or length % GRID_PX or tile % GRID_PX:
        raise ValueError(
            f"expected a length of at least a tile, multiples of {GRID_PX}, "
            f"received {length} and {tile}"
        )
    count = max(1, math.ceil((length - overlap) / (tile - overlap)))
    last = length - tile
    return [last * index // max(1, count - 1) // GRID_PX * GRID_PX for index in range(count)]


def smooth_window(height: int, width: int) -> Tensor:
    """(height, width): a squared sine each way, next to nothing at the border and never nothing.

    A product without a floor: along the picture's border, where one factor is small, a floor would
    let the next tile begin at its full weight.
    """
    rows, columns = (
        torch.sin(torch.pi * (torch.arange(side) + 0.5) / side) ** 2 for side in (height, width)
    )
    return torch.outer(rows, columns)
