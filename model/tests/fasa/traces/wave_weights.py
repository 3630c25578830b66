"""Weights and a picture that a formula makes, so that another implementation's outputs on them can
be pinned as numbers."""

import math

import torch


def wave(count, step):
    return torch.sin(torch.arange(count, dtype=torch.float64) * step).float()


def fill(module, first=0):
    """Every tensor of the state, counted from ``first``: waves of its index."""
    for index, value in enumerate(module.state_dict().values(), first):
        if value.is_floating_point():
            drawn = wave(value.numel(), 0.7 + 0.01 * index).view(value.shape)
            fan_in = value[0].numel() if value.ndim > 1 else 0
            value.copy_(drawn * math.sqrt(2 / fan_in) if fan_in else 1 + drawn / 4)


def picture(side=64):
    """(1, 3, side, side) integers 0..255"""
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    planes = [(7 * x + 3 * y) % 256, (5 * x * y) % 256, (x * x + 11 * y) % 256]
    return torch.stack(planes)[None].float()
