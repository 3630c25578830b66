"""Twins: which parts of an image look like another part of it. Not in the paper.

A copy and its source match each other, and their neighbours match at the same distance. The branch
measures both and adds what it found to the side pathway's features at 1/8, where the traces of an
edit can tell the copy from its source. See docs/decisions/0007-twins.md.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, pad

from fasa.layers import ChannelNorm

CELL_PX = 8
"""Side of a cell, the place that has a twin."""
SHARPNESS = 40.0
"""Of the softmax over places; over twice what the descriptor's own training ends at, so that one
good match outweighs the two thousand other places."""
_FAR = 1e4
"""An offset that agrees with none, in cells."""
_RINGS = ((1, 1.5), (1, 3.0), (2, 2.5), (2, 5.0))
"""(distance to the neighbours, by how much their offsets may differ), in cells. The tight ones hold
for shifted copies, the wide ones for turned and mirrored ones."""
_EVIDENCE = 5 + len(_RINGS)
_COMPARED = 16
"""Channels in which a place is compared with its twin."""


class TwinDescriptor(nn.Module):
    """What a place of the image looks like, as a unit vector; learnt by ``training.twins``.

    Shapes:
        fine: (B, a, 2 * g, 2 * g), coarse: (B, b, g, g), the encoder's maps at 1/4 and 1/8
        returns: (B, width, g, g)
    """

    def __init__(self, fine: int, coarse: int, width: int) -> None:
        super().__init__()
        self.fine = nn.Sequential(ChannelNorm(fine), nn.Conv2d(fine, width, 4, 2, padding=1))
        self.coarse = nn.Sequential(ChannelNorm(coarse), nn.Conv2d(coarse, width, 1))
        self.mix = nn.Sequential(
            nn.GELU(),
            nn.Conv2d(width, 2 * width, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(2 * width, width, 1),
        )

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        return normalize(self.mix(self.fine(fine) + self.coarse(coarse)).float(), dim=1)


class TwinSearch(nn.Module):
    """For each place the most similar ones, of those more than ``reach`` cells away.

    All is a soft choice by similarity: a hard one would jump between equals on a plain sky, and two
    runtimes would differ. No gradient passes.
    """

    def __init__(self, reach: int) -> None:
        super().__init__()
        self.reach = reach

    def forward(self, descriptors: Tensor) -> tuple[Tensor, Tensor]:
        """Unit vectors (B, d, g, g) -> evidence (B, 9, g, g), choice (B, g * g, g * g).

        The evidence is how alike the twin is, how clearly it is chosen, how much better its own
        twin is, the offset as a share of the image, and ``agreement``. The rows of the choice sum
        to 1.
        """
        grid = descriptors.shape[-1]
        places = _places(grid, descriptors.device)
        flat = descriptors.flatten(2) * SHARPNESS**0.5
        similarity = flat.transpose(1, 2) @ flat + _near(places, self.reach) * -2 * SHARPNESS
        best = similarity.amax(dim=2, keepdim=True) / SHARPNESS
        choice = similarity.softmax(dim=2)
        clear = (choice.amax(dim=2, keepdim=True) + 1e-4).log() / 4
        here = torch.cat([best, places + torch.zeros_like(best)], dim=2)
        better, offsets = (choice @ here - here).split([1, 2], dim=2)
        found = torch.cat([best, clear, better, offsets / grid], dim=2)
        return torch.cat([_map(found, grid), agreement(_map(offsets, grid))], dim=1), choice


def _map(rows: Tensor, grid: int) -> Tensor:
    """(B, grid * grid, c) -> (B, c, grid, grid)."""
    return rows.transpose(1, 2).unflatten(2, (grid, grid))


def _places(grid: int, device: torch.device) -> Tensor:
    """(grid * grid, 2): row and column of each cell."""
    line = torch.arange(grid, device=device, dtype=torch.float32)
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([rows.flatten(), columns.flatten()], dim=1)


def _near(places: Tensor, reach: int) -> Tensor:
    """(n, n): 1 where two places are within ``reach`` cells of each other, in rows and columns."""
    return ((places[:, None] - places[None]).abs().amax(dim=2) <= reach).float()


def agreement(offsets: Tensor) -> Tensor:
    """How far the eight neighbours' offsets are one's own, on the average, for each of ``_RINGS``.

    (B, 2, g, g) in cells -> (B, len(_RINGS), g, g) in 0..1; beyond the edge nothing agrees.
    """
    height, width = offsets.shape[2:]
    shares = []
    for distance, tolerance in _RINGS:
        padded = pad(offsets, (distance,) * 4, value=_FAR)
        steps = (0, distance, 2 * distance)
        around = [(y, x) for y in steps for x in steps if (y, x) != (distance, distance)]
        apart = torch.stack(
            [padded[:, :, y : y + height, x : x + width] - offsets for y, x in around], dim=1
        )
        squared = apart.square().sum(dim=2) / tolerance**2
        shares.append((-squared).exp().mean(dim=1))
    return torch.stack(shares, dim=1)


class Twins(nn.Module):
    """The evidence of twins, in the channels of the side pathway's features at 1/8.

    Descriptor and search have no gradient: they are learnt beforehand, from photographs alone. The
    last gain starts at zero, so that a trained network is intact at the first step.

    Shapes:
        fine, coarse: as in ``TwinDescriptor``; features: (B, channels, g, g)
        returns: (B, channels, g, g), to be added to ``features``
    """

    def __init__(
        self, fine: int, coarse: int, channels: int, width: int, hidden: int, reach: int
    ) -> None:
        super().__init__()
        self.descriptor = TwinDescriptor(fine, coarse, width).requires_grad_(False)
        self.search = TwinSearch(reach)
        self.compare = nn.Sequential(ChannelNorm(channels), nn.Conv2d(channels, _COMPARED, 1))
        self.judge = nn.Sequential(
            nn.Conv2d(_EVIDENCE + 2 * _COMPARED, hidden, 1),
            ChannelNorm(hidden),
            nn.GELU(),
            nn.Conv2d(hidden, hidden, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(hidden, hidden, 3, padding=2, dilation=2),
            nn.GELU(),
            nn.Conv2d(hidden, channels, 1),
            ChannelNorm(channels),
        )
        nn.init.zeros_(self.judge[-1].weight)

    def forward(self, fine: Tensor, coarse: Tensor, features: Tensor) -> Tensor:
        with torch.autocast(fine.device.type, enabled=False):
            with torch.no_grad():
                evidence, choice = self.search(self.descriptor(fine.float(), coarse.float()))
            own = self.compare(features.float())
            theirs = _map(choice @ own.flatten(2).transpose(1, 2), own.shape[-1])
        return self.judge(torch.cat([evidence, own, own - theirs], dim=1))
