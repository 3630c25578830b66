"""What every semantic encoder offers: a picture in, patch tokens of several blocks out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate


class SemanticEncoder(nn.Module, ABC):
    """Tokens of selected blocks for an image at ``size`` pixels a side.

    ``grid`` is the number of patches a side (h = w), ``widths`` the channels of the tokens of each
    block that is returned.
    """

    def __init__(
        self,
        size: int,
        grid: int,
        widths: Sequence[int],
        mean: Sequence[float],
        std: Sequence[float],
    ) -> None:
        super().__init__()
        self.size, self.grid, self.widths = size, grid, tuple(widths)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(std)[:, None, None], persistent=False)
        self.frozen = False

    @abstractmethod
    def tokens(self, pixels: Tensor) -> list[Tensor]:
        """(B, 3, size, size) normalised -> per selected block k (B, grid * grid, widths[k])."""

    def freeze(self) -> Self:
        """No gradients, and evaluation mode that a later ``train()`` does not undo."""
        self.frozen = True
        self.requires_grad_(False)
        return self.eval()

    def train(self, mode: bool = True) -> Self:
        return super().train(mode and not self.frozen)

    def forward(self, rgb: Tensor) -> list[Tensor]:
        """(B, 3, H, W) in 0..1 -> per selected block k (B, grid * grid, widths[k])."""
        pixels = (shrink(rgb, self.size) - self.mean) / self.std
        if not self.frozen:
            return self.tokens(pixels)
        with torch.no_grad():
            return self.tokens(pixels)


def shrink(rgb: Tensor, size: int) -> Tensor:
    """Anti-aliased (B, 3, H, W) -> (B, 3, size, size): bilinear to twice the size, then 2x2 means.

    Assumption: the paper does not say how an image reaches CLIP's size; this form exports as plain
    operators.
    """
    if rgb.shape[-1] == size:
        return rgb
    if rgb.shape[-1] != 2 * size:
        rgb = interpolate(rgb, size=(2 * size, 2 * size), mode="bilinear", align_corners=False)
    return avg_pool2d(rgb, 2)
