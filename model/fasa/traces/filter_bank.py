"""Fixed filters that take the picture away and leave what processings change."""

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad

CHANNELS = 9
_SIDE = 9
_RGB_SCALE, _HIGH_SCALE, _BAND_SCALE = 64, 4, 8
"""What bring the three to like sizes: of RGB, of high pass and of band pass."""


class FilterBank(nn.Module):
    """RGB, its high pass and its band pass, by binomial means; the border is held.

    Integers up to 255 are exact in bfloat16, so that the faintest noise reaches the filters.

    Shapes:
        image: (B, 3, H, W), integers 0..255
        returns: (B, 9, H, W): RGB / 64; RGB less its 3x3 mean, / 4; 3x3 less 9x9 mean, / 8
    """

    bank: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("bank", _bank(), persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        return conv2d(pad(image, [_SIDE // 2] * 4, mode="replicate"), self.bank)


def _bank() -> Tensor:
    """(9, 3, 9, 9)"""
    same, fine, coarse = (_binomial_mean(side) for side in (1, 3, 9))
    kernels = (same / _RGB_SCALE, (same - fine) / _HIGH_SCALE, (fine - coarse) / _BAND_SCALE)
    channel = torch.eye(3)[:, :, None, None]
    return torch.cat([channel * kernel for kernel in kernels])


def _binomial_mean(side: int) -> Tensor:
    """(9, 9), of sum 1, not zero in the middle ``side`` x ``side``."""
    row = torch.ones(1)
    for _ in range(side - 1):
        row = torch.cat([row, torch.zeros(1)]) + torch.cat([torch.zeros(1), row])
    edge = (_SIDE - side) // 2
    return pad(torch.outer(row, row) / 4 ** (side - 1), [edge] * 4)
