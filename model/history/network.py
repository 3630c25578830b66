"""A U-Net on cells: evidence -> is this cell edited, would an edit show here, is the picture.

Each cell is seen beside its picture's own mean and deviation, so that it is judged by its picture.
"""

import itertools
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from history.planes import FIGURES, PLANES, index

PLANE_COUNT = len(PLANES)
_WIDTHS = (32, 64, 96, 128)
_CONTEXT = 64
_WINDOWS = (3, 7, 15)
_DERIVED = 20
_SCORE_WINDOWS = (3, 5, 9)
_CLAMP = 6.0
# Scales that the evidence is stored at: core/history/planes.ts.
_RATIO, _COUNT = 4.0, 8.0


class Seen(NamedTuple):
    """Logits. ``edited`` and ``shows`` (B, 1, h, w), ``picture`` (B,)."""

    edited: Tensor
    shows: Tensor
    """Would an edit of this cell be found? Low where flat, clipped or without history."""
    picture: Tensor
    """For training alone: it asks for maps that tell pictures apart. The score is history.score."""


class Block(nn.Module):
    """Convolution, norm, gain and offset from the context, SiLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(8, outputs)
        self.film = nn.Linear(_CONTEXT, 2 * outputs)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        gain, offset = self.film(context)[:, :, None, None].chunk(2, 1)
        return functional.silu(self.norm(self.conv(x)) * (1 + gain) + offset)


class HistoryNetwork(nn.Module):
    """0.99 M parameters; 70,000 multiplications a cell."""

    centre: Tensor
    spread: Tensor
    figure_centre: Tensor
    figure_spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        first, last = _WIDTHS[0], _WIDTHS[-1]
        for name, size in (("", PLANE_COUNT), ("figure_", FIGURES)):
            self.register_buffer(f"{name}centre", torch.zeros(size))
            self.register_buffer(f"{name}spread", torch.ones(size))
        self.context = nn.Sequential(
            nn.Linear(FIGURES + 2 * PLANE_COUNT, _CONTEXT),
            nn.SiLU(),
            nn.Linear(_CONTEXT, _CONTEXT),
            nn.SiLU(),
        )
        self.mix = nn.Conv2d(2 * PLANE_COUNT + _DERIVED + 1, first, 1)
        self.top = Block(first, first)
        pairs = list(itertools.pairwise(_WIDTHS))
        self.down = nn.ModuleList(
            nn.ModuleList([Block(fine, coarse), Block(coarse, coarse)]) for fine, coarse in pairs
        )
        self.deep_context = nn.Linear(2 * last, _CONTEXT)
        self.deep = Block(last, last)
        self.up = nn.ModuleList(
            nn.ModuleList([Block(coarse + fine, fine, 1), Block(fine, fine)])
            for fine, coarse in reversed(pairs)
        )
        self.edited = nn.Conv2d(first, 1, 1)
        nn.init.constant_(self.edited.bias, -2.0)
        self.shows = nn.Sequential(nn.Conv2d(first, first, 1), nn.SiLU(), nn.Conv2d(first, 1, 1))
        self.attention = nn.Conv2d(last, 1, 1)
        pooled = 3 * last + _CONTEXT + len(_SCORE_WINDOWS) + 1
        self.picture = nn.Sequential(
            nn.Linear(pooled, 96), nn.SiLU(), nn.Dropout(0.1), nn.Linear(96, 1)
        )

    def standardised(self, evidence: Tensor) -> Tensor:
        centred = (evidence - self.centre[:, None, None]) / self.spread[:, None, None]
        return centred.clamp(-_CLAMP, _CLAMP)

    def statistics(self, evidence: Tensor) -> Tensor:
        """(B, 24, h, w) of whole pictures -> (B, 48): mean and deviation of each plane."""
        planes = self.standardised(evidence).flatten(2)
        mean = planes.mean(-1)
        deviation = (planes - mean[..., None]).square().mean(-1).sqrt()
        return torch.cat((mean, deviation), 1)

    def forward(self, evidence: Tensor, valid: Tensor, figures: Tensor, whole: Tensor) -> Seen:
        """``valid`` (B, 1, h, w) of {0, 1}; ``figures`` (B, 13); ``whole``: ``statistics`` of the
        picture that the evidence is cut from."""
        planes = self.standardised(evidence) * valid
        beside = (planes - whole[:, :PLANE_COUNT, None, None]) * valid
        centred = ((figures - self.figure_centre) / self.figure_spread).clamp(-5, 5)
        context = self.context(torch.cat((centred, whole), 1))
        derived = windowed(evidence, valid) * valid
        x = self.top(self.mix(torch.cat((planes, beside, derived, valid), 1)), context)
        skips, masks = [], [valid]
        for first, second in self.down:
            skips.append(x)
            x, mask = halved(x, masks[-1])
            masks.append(mask)
            x = second(first(x, context), context)
        weight = masks[-1]
        mean, deviation = moments(x, weight)
        context = context + self.deep_context(torch.cat((mean, deviation), 1))
        deepest = x = self.deep(x, context)
        for (first, second), skip in zip(self.up, reversed(skips), strict=True):
            x = second(first(torch.cat((doubled(x, skip), skip), 1), context), context)
        edited = self.edited(x)
        seen = (attended(deepest, self.attention(deepest), weight), mean, deviation, context)
        summary = torch.cat((*seen, peaks(edited, valid) / 4), 1)
        return Seen(edited, self.shows(x.detach()), self.picture(summary)[:, 0])


def windowed(evidence: Tensor, valid: Tensor) -> Tensor:
    """(B, 20, h, w): sums over windows of 3, 7 and 15 cells, each beside its spread."""
    names = (
        *("llr_nonzero", "excess", "variance", "informative", "excess_low", "variance_low"),
        *("zeros_gain", "excess_earlier", "variance_earlier", "llr_earlier"),
        "informative_earlier",
    )
    planes = [evidence[:, index(name)] for name in names]
    stacked = torch.cat((torch.stack(planes, 1) * valid, valid), 1)
    derived, earlier, count = [], [], stacked[:, :1]
    for side in _WINDOWS:
        area = float(side * side)
        sums = box_mean(stacked, side)
        sums = sums[:, :-1] / sums[:, -1:].clamp_min(1e-3) * area
        llr, excess, variance, count, low, low_variance, zeros, e2, v2, l2, n2 = sums.split(1, 1)
        derived += [deviations(excess, variance), deviations(low, low_variance)]
        derived += [per_coefficient(llr, count), zeros / area * 4]
        earlier += [deviations(e2, v2), per_coefficient(l2, n2)]
    derived.append(count * _COUNT / area / 20)
    earlier.append(n2 * _COUNT / area / 20)
    return torch.cat(derived + earlier, 1).clamp(-_CLAMP, _CLAMP)


def deviations(excess: Tensor, variance: Tensor) -> Tensor:
    """A sum in its standard deviations, a quarter of them."""
    return excess * _RATIO / (variance * _RATIO + 5).sqrt() / 4


def per_coefficient(ratio: Tensor, count: Tensor) -> Tensor:
    return ratio * _RATIO / (count * _COUNT + 40) * 3


def box_mean(x: Tensor, side: int) -> Tensor:
    """Mean over a window, zeros beyond the border."""
    x = functional.avg_pool2d(x, (side, 1), 1, (side // 2, 0))
    return functional.avg_pool2d(x, (1, side), 1, (0, side // 2))


def halved(x: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
    """Mean over the valid ones of 2 x 2, and where there is any."""
    share = functional.avg_pool2d(valid, 2, ceil_mode=True)
    mean = functional.avg_pool2d(x * valid, 2, ceil_mode=True) / share.clamp_min(1e-3)
    return mean, (share > 0).to(x.dtype)


def doubled(x: Tensor, like: Tensor) -> Tensor:
    """Each value four times, cut to the size of ``like``."""
    x = functional.interpolate(x, scale_factor=2, mode="nearest")
    return x[:, :, : like.shape[2], : like.shape[3]]


def moments(x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    count = weight.sum((2, 3)).clamp_min(1)
    mean = (x * weight).sum((2, 3)) / count
    variance = (x * x * weight).sum((2, 3)) / count - mean * mean
    return mean, variance.clamp_min(1e-6).sqrt()


def attended(x: Tensor, logits: Tensor, weight: Tensor) -> Tensor:
    shares = logits.masked_fill(weight < 0.5, -1e4).flatten(2).softmax(-1)
    return (x.flatten(2) * shares).sum(-1)


def peaks(edited: Tensor, valid: Tensor) -> Tensor:
    """(B, 4): the highest mean logit of windows, and the share of edited cells."""
    hidden = edited.masked_fill(valid < 0.5, -12.0)
    highest = [box_mean(hidden, side).amax((1, 2, 3)) for side in _SCORE_WINDOWS]
    share = (edited.sigmoid() * valid).sum((1, 2, 3)) / valid.sum((1, 2, 3)).clamp_min(1)
    return torch.stack((*highest, share * 8 - 4), 1)
