"""The ConvNeXt side pathway with a widened stem (paper section 3.3)."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from fasa.layers import ChannelNorm

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

Inject = Callable[[int, Tensor], Tensor]
"""(stage, F_s) -> F'_s of eq. 5."""


def same(_: int, features: Tensor) -> Tensor:
    """No injection: F'_s = F_s."""
    return features


class ConvNextBlock(nn.Module):
    """x + gamma * mlp(LN(dw7x7(x))). (B, C, H, W) -> same."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv_dw = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(torch.full((width,), 1e-6))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.conv_dw(x).permute(0, 2, 3, 1))
        y = self.gamma * self.fc2(gelu(self.fc1(y)))
        return x + y.permute(0, 3, 1, 2)


class SidePathway(nn.Module):
    """Four stages at 1/4, 1/8, 1/16 and 1/32 of the input.

    ``inject`` maps (stage, F_s) to F'_s; its result is what the next stage reads.
    Assumption: the semantic map is injected in the stream, not only beside it.

    Shapes:
        x: (B, channels, H, W), H and W multiples of 32
        returns: four maps (B, widths[s], H / 4 / 2**s, W / 4 / 2**s)
    """

    def __init__(self, channels: int, depths: Sequence[int], widths: Sequence[int]) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.stem = nn.Sequential(nn.Conv2d(channels, widths[0], 4, 4), ChannelNorm(widths[0]))
        self.downsamples = nn.ModuleList(
            nn.Sequential(ChannelNorm(a), nn.Conv2d(a, b, 2, 2)) for a, b in pairwise(widths)
        )
        self.stages = nn.ModuleList(
            nn.Sequential(*(ConvNextBlock(width) for _ in range(depth)))
            for depth, width in zip(depths, widths, strict=True)
        )

    def forward(self, x: Tensor, inject: Inject = same) -> list[Tensor]:
        x = self.stem(x)
        maps = []
        for index, stage in enumerate(self.stages):
            if index > 0:
                x = self.downsamples[index - 1](x)
            x = inject(index, stage(x))
            maps.append(x)
        return maps

    def load_convnext(self, weights: dict[str, Tensor]) -> None:
        """Loads a ConvNeXt checkpoint in timm's or torchvision's naming.

        The stem keeps the checkpoint's RGB filters; those of the added bands keep their own start.
        Raises KeyError or RuntimeError naming what is missing when it is another model's.
        """
        rename = _from_torchvision if "features.0.0.weight" in weights else _from_timm
        ours = {new: value for name, value in weights.items() if (new := rename(name))}
        stem = self.stem[0].weight.detach().clone()
        stem[:, :3] = ours["stem.0.weight"]
        ours["stem.0.weight"] = stem
        for name, value in self.state_dict().items():
            if name in ours:
                # 1x1 convolutions and (C, 1, 1) scales of other implementations hold the same
                # numbers as our linear layers and vectors.
                ours[name] = ours[name].reshape(value.shape)
        self.load_state_dict(ours)


def _from_timm(name: str) -> str | None:
    if name.startswith(("head", "norm_pre")):
        return None
    parts = name.replace(".mlp.", ".").split(".")
    if parts[0] == "stages" and parts[2] == "downsample":
        return ".".join(["downsamples", str(int(parts[1]) - 1), *parts[3:]])
    return ".".join(part for part in parts if part != "blocks")


def _from_torchvision(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] != "features":
        return None
    index, rest = int(parts[1]), parts[2:]
    if index == 0:
        return ".".join(["stem", *rest])
    if index % 2 == 0:
        return ".".join(["downsamples", str(index // 2 - 1), *rest])
    stage, block = str(index // 2), rest[0]
    layer = {"0": "conv_dw", "2": "norm", "3": "fc1", "5": "fc2"}
    tail = ["gamma"] if rest[1] == "layer_scale" else [layer[rest[2]], *rest[3:]]
    return ".".join(["stages", stage, block, *tail])
