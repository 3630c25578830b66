"""The score of a picture: how sure the map is of its surest place."""

from torch import Tensor
from torch.nn import functional

WINDOW = 9
"""Cells a side: an edit that is called found is about that large; single cells err alone."""


def peak(probability: Tensor) -> Tensor:
    """(B, 1, h, w) -> (B,): the highest mean over a window, at the border over what exists."""
    mean = functional.avg_pool2d(probability, WINDOW, 1, WINDOW // 2, count_include_pad=False)
    return mean.amax((1, 2, 3))
