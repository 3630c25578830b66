"""Autoencoders drawn at random: how they come down and up again, what they are made of.

Every way up leaves spectral traces of its own (Zhang et al., 2019: a classifier that learnt from
autoencoders told the networks of others); so do norms, activations and how far down it went.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
from torch import nn

COUNT = 12
"""How many ship."""

_Layer = Callable[[int, int], nn.Module]


class Design(NamedTuple):
    """``halvings`` of each side; ``width`` of the first layer, twice that below it; ``blocks`` at
    the bottom; ``distance`` that it was trained by."""

    up: str
    norm: str
    activation: str
    down: str
    distance: str
    halvings: int
    width: int
    blocks: int

    @classmethod
    def of(cls, number: int) -> Self:
        """The ways up take turns; all else is drawn."""
        rng = np.random.default_rng([71, number])
        return cls(
            up=list(UPS)[number % len(UPS)],
            norm=str(rng.choice(list(NORMS))),
            activation=str(rng.choice(list(ACTIVATIONS))),
            down=str(rng.choice(list(DOWNS))),
            distance=str(rng.choice(("absolute", "squared"))),
            halvings=int(rng.integers(1, 3)),
            width=int(rng.choice((12, 16, 24))),
            blocks=int(rng.integers(1, 4)),
        )

    @property
    def factor(self) -> int:
        """Sides are multiples of it."""
        return 2**self.halvings


def network(design: Design) -> nn.Sequential:
    """(N, 3, H, W) in -1..1 -> the same, drawn anew."""
    widths = [design.width * min(2**depth, 4) for depth in range(design.halvings + 1)]

    def done(layer: nn.Module, outputs: int) -> list[nn.Module]:
        return [layer, NORMS[design.norm](outputs), ACTIVATIONS[design.activation]()]

    layers = done(nn.Conv2d(3, widths[0], 3, padding=1), widths[0])
    for inputs, outputs in pairwise(widths):
        layers += done(DOWNS[design.down](inputs, outputs), outputs)
    for _ in range(design.blocks):
        layers += done(nn.Conv2d(widths[-1], widths[-1], 3, padding=1), widths[-1])
    for inputs, outputs in pairwise(reversed(widths)):
        layers += done(UPS[design.up](inputs, outputs), outputs)
    return nn.Sequential(*layers, nn.Conv2d(widths[0], 3, 3, padding=1))


def _enlarged(mode: str) -> _Layer:
    def layer(inputs: int, outputs: int) -> nn.Module:
        conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        return nn.Sequential(nn.Upsample(scale_factor=2, mode=mode), conv)

    return layer


def _transposed(kernel: int) -> _Layer:
    def layer(inputs: int, outputs: int) -> nn.Module:
        spare = kernel % 2
        return nn.ConvTranspose2d(
            inputs, outputs, kernel, stride=2, padding=1, output_padding=spare
        )

    return layer


def _shuffled(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(inputs, 4 * outputs, 3, padding=1), nn.PixelShuffle(2))


def _pooled(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.AvgPool2d(2))


def _strided(inputs: int, outputs: int) -> nn.Module:
    return nn.Conv2d(inputs, outputs, 3, stride=2, padding=1)


UPS: Mapping[str, _Layer] = {
    "nearest": _enlarged("nearest"),
    "bilinear": _enlarged("bilinear"),
    "transposed 4": _transposed(4),
    "transposed 3": _transposed(3),
    "shuffled": _shuffled,
}
DOWNS: Mapping[str, _Layer] = {"strided": _strided, "pooled": _pooled}
NORMS: Mapping[str, Callable[[int], nn.Module]] = {
    "none": lambda _: nn.Identity(),
    "group": lambda width: nn.GroupNorm(4, width),
}
ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky": lambda: nn.LeakyReLU(0.2),
    "elu": nn.ELU,
    "gelu": nn.GELU,
}
