"""A small vision transformer as semantic encoder, for ``compact``. It is not CLIP."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from fasa.semantic_encoder import SemanticEncoder
from fasa.side_pathway import IMAGENET_MEAN, IMAGENET_STD
from fasa.vit import Block


class SmallVit(SemanticEncoder):
    """Plain ViT without class token; positions are fixed sines, so any input size works."""

    def __init__(
        self, size: int, patch: int, width: int, depth: int, heads: int, layers: Sequence[int]
    ) -> None:
        super().__init__(size, size // patch, [width] * len(layers), IMAGENET_MEAN, IMAGENET_STD)
        self.selected = frozenset(layers)
        self.patchify = nn.Conv2d(3, width, patch, patch)
        self.blocks = nn.ModuleList(Block(width, heads, gelu) for _ in range(depth))
        self.register_buffer("positions", sine_positions(self.grid, width), persistent=False)

    def tokens(self, pixels: Tensor) -> list[Tensor]:
        x = self.patchify(pixels).flatten(2).transpose(1, 2) + self.positions
        kept = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.selected:
                kept.append(x)
        return kept


def sine_positions(grid: int, width: int) -> Tensor:
    """(grid * grid, width): sines and cosines of row and column, a quarter of the width each."""
    rate = 10_000 ** (-torch.arange(width // 4) / (width // 4))
    angle = torch.arange(grid)[:, None] * rate  # (grid, width/4)
    row = angle[:, None].expand(-1, grid, -1)
    column = angle[None].expand(grid, -1, -1)
    parts = [row.sin(), row.cos(), column.sin(), column.cos()]
    return torch.cat(parts, dim=-1).reshape(grid * grid, width)
