"""How EfficientNet-Lite grows from Lite0 to Lite2 (Tan and Le, 2019, section 3.3)."""

import math
from typing import NamedTuple

VARIANTS = {0: (1.0, 1.0), 1: (1.0, 1.1), 2: (1.1, 1.2)}
"""Variant -> factors of width and depth."""

STEM = 32
STAGE_OF_GROUP = (0, 0, 1, 2, 2, 3, 3)
_MULTIPLE = 8
_LEAST_SHARE = 0.9


class Group(NamedTuple):
    """Blocks of one shape in a row; only the first has the stride."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


_LITE0 = (
    Group(1, 3, 1, 1, 16),
    Group(2, 3, 2, 6, 24),
    Group(2, 5, 2, 6, 40),
    Group(3, 3, 2, 6, 80),
    Group(3, 5, 1, 6, 112),
    Group(4, 5, 2, 6, 192),
    Group(1, 3, 1, 6, 320),
)


def groups_of(variant: int) -> tuple[Group, ...]:
    """The groups of a variant. As published, the Lite family keeps the stem's width and the
    repeats of the first and the last group. Raises ValueError for an unknown variant."""
    if variant not in VARIANTS:
        raise ValueError(f"EfficientNet-Lite variant: expected {list(VARIANTS)}, got {variant!r}")
    width, depth = VARIANTS[variant]
    inner = range(1, len(_LITE0) - 1)
    return tuple(
        group._replace(
            repeats=math.ceil(group.repeats * depth) if index in inner else group.repeats,
            channels=_rounded(group.channels * width),
        )
        for index, group in enumerate(_LITE0)
    )


def widths_of(variant: int) -> tuple[int, ...]:
    """Channels of the four stages: those of each stage's last group."""
    groups = groups_of(variant)
    last = {stage: group.channels for stage, group in zip(STAGE_OF_GROUP, groups, strict=True)}
    return tuple(last.values())


def _rounded(channels: float) -> int:
    """The nearest multiple of 8 that takes away at most a tenth."""
    nearest = max(_MULTIPLE, int(channels + _MULTIPLE / 2) // _MULTIPLE * _MULTIPLE)
    return nearest if nearest >= _LEAST_SHARE * channels else nearest + _MULTIPLE
