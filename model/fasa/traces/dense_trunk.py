"""A residual trunk of dense 3x3 convolutions, as frequency pathway.

Dense, because processors train depthwise ones slowly: 8 GFLOP/s a core against 60 with AVX2, 4
against 470 with AMX in bfloat16 (measured). Batch norms fold into the convolutions at export.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from fasa.side_pathway import Inject, same

WIDTHS = (32, 64, 128, 192, 256)
"""Of the stem and the four stages, at strides 2, 4, 8, 16 and 32."""
_BLOCKS = (2, 2, 3, 2)


def conv_norm_relu(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(*_conv_norm(inputs, outputs, stride), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """ReLU(x + two convolutions); starts as what it is given. (B, C, H, W) -> same."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv_norm_relu(width, width)
        self.second = nn.Sequential(*_conv_norm(width, width))
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class DenseTrunk(nn.Module):
    """Four stages at 1/4 to 1/32; ``inject`` as in ``SidePathway``. 8.5 GMAC at 512 px.

    Shapes:
        x: (B, channels, H, W), H and W multiples of 32
        returns: four maps (B, widths[s], H / 4 / 2**s, W / 4 / 2**s)
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.widths = WIDTHS[1:]
        self.stem = conv_norm_relu(channels, WIDTHS[0], stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(
                conv_norm_relu(before, width, stride=2), *(Residual(width) for _ in range(blocks))
            )
            for (before, width), blocks in zip(pairwise(WIDTHS), _BLOCKS, strict=True)
        )

    def forward(self, x: Tensor, inject: Inject = same) -> list[Tensor]:
        x, maps = self.stem(x), []
        for index, stage in enumerate(self.stages):
            x = inject(index, stage(x))
            maps.append(x)
        return maps


def _conv_norm(inputs: int, outputs: int, stride: int = 1) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    conv = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
    return conv, nn.BatchNorm2d(outputs)
