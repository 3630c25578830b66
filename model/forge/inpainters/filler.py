"""A network that paints over a hole: shaped like those that people use, and small.

Down to a quarter by strided convolutions, dilated ones that look far, and up again. Each way up has
a spectral fingerprint of its own.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from data.pixels import Pixels
from forge.frozen_weights import WEIGHTS, frozen

_NARROW, _MIDDLE, _WIDE = 24, 48, 96
_DILATIONS = (1, 2, 4, 8, 2, 1)
_FACTOR = 4
_SURROUND_PX = 64
"""Around a hole: what the dilated convolutions can see."""


def _layer(inputs: int, outputs: int, dilation: int = 1, stride: int = 1) -> nn.Module:
    conv = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, stride=stride)
    return nn.Sequential(conv, nn.LeakyReLU(0.2))


def _nearest(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(nn.Upsample(scale_factor=2), _layer(inputs, outputs))


def _transposed(inputs: int, outputs: int) -> nn.Module:
    up = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1)
    return nn.Sequential(up, nn.LeakyReLU(0.2))


def _shuffled(inputs: int, outputs: int) -> nn.Module:
    up = nn.Conv2d(inputs, 4 * outputs, 3, padding=1)
    return nn.Sequential(up, nn.PixelShuffle(2), nn.LeakyReLU(0.2))


KINDS: Mapping[str, Callable[[int, int], nn.Module]] = {
    "nearest": _nearest,
    "transposed": _transposed,
    "shuffled": _shuffled,
}
"""The ways up."""


def network(kind: str) -> nn.Sequential:
    """(N, 4, H, W), colours in -1..1 that are 0 in the hole, and the hole; H and W multiples of 4
    -> (N, 3, H, W) in -1..1."""
    up = KINDS[kind]
    return nn.Sequential(
        _layer(4, _NARROW), _layer(_NARROW, _MIDDLE, stride=2), _layer(_MIDDLE, _WIDE, stride=2),
        *(_layer(_WIDE, _WIDE, dilation=dilation) for dilation in _DILATIONS),
        up(_WIDE, _MIDDLE), up(_MIDDLE, _NARROW),
        nn.Conv2d(_NARROW, 3, 3, padding=1), nn.Tanh(),
    )  # fmt: skip


def with_hole(images: Tensor, holes: Tensor) -> Tensor:
    """(N, 3, H, W) in -1..1 and (N, 1, H, W) of {0, 1} -> what a network is given."""
    return torch.cat([images * (1 - holes), holes], dim=1)


class Filler:
    """A trained network, frozen."""

    def __init__(self, kind: str, path: Path | None = None) -> None:
        """``path``: where its weights are, else those that ship.

        Raises ValueError naming the file when it holds another network.
        """
        file = path or weights_of(kind)
        self._network = frozen(network(kind), file, repr(kind))

    def filled(self, image: Pixels, region: Pixels) -> Pixels:
        """(H, W, 3) and (H, W) of {0, 1} -> (H, W, 3): around the region all is the network's."""
        return self._drawn(image, _surroundings(region), region)

    def redrawn(self, image: Pixels, region: Pixels) -> Pixels:
        """The same for a region whose content the network is shown: sharp, and still its own."""
        return self._drawn(image, _surroundings(region), np.zeros_like(region))

    @torch.inference_mode()
    def _drawn(self, image: Pixels, box: tuple[slice, slice], unknown: Pixels) -> Pixels:
        hole = torch.from_numpy(np.ascontiguousarray(unknown[box])).float()[None, None]
        pixels = np.ascontiguousarray(image[box])
        shown = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 127.5 - 1
        given = with_hole(shown, hole).contiguous(memory_format=torch.channels_last)
        made = self._network(given)[0].permute(1, 2, 0)
        filled = image.copy()
        filled[box] = ((made + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
        return filled


def weights_of(kind: str) -> Path:
    return WEIGHTS / f"filler-{kind}.safetensors"


def _surroundings(region: Pixels) -> tuple[slice, slice]:
    """Sides are multiples of 4, and so are the region's picture's."""
    rows, columns = (np.flatnonzero(region.any(axis=axis)) for axis in (1, 0))
    return tuple(
        slice(
            max(0, int(found[0]) - _SURROUND_PX) // _FACTOR * _FACTOR,
            min(side // _FACTOR, -(-(int(found[-1]) + 1 + _SURROUND_PX) // _FACTOR)) * _FACTOR,
        )
        for found, side in zip((rows, columns), region.shape, strict=True)
    )
