"""The network of the first training stage: which processing was each place given?

Knowing this teaches at every pixel, where masks of edits teach at few.
"""

import torch
from torch import Tensor, nn

from fasa.traces.dense_trunk import DenseTrunk
from fasa.traces.feature_pyramid import FeaturePyramid
from fasa.traces.filter_bank import CHANNELS, FilterBank

FEATURES = 64
STRIDE = 4
"""Pixels a side that a feature stands for."""


class TraceFeatures(nn.Module):
    """What both stages share.

    Shapes:
        image: (B, 3, H, W), integers 0..255, H and W multiples of 32
        returns: (B, 64, H / 4, W / 4)
    """

    def __init__(self) -> None:
        super().__init__()
        self.filters = FilterBank()
        self.trunk = DenseTrunk(CHANNELS)
        self.pyramid = FeaturePyramid(self.trunk.widths, FEATURES)

    def forward(self, image: Tensor) -> Tensor:
        return self.pyramid(self.trunk(self.filters(image)))


class TraceNetwork(nn.Module):
    """(B, 3, H, W) integers 0..255 -> (B, classes, H / 4, W / 4), logits in float32."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.features = TraceFeatures()
        self.head = nn.Conv2d(FEATURES, classes, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        features = self.features(image)
        with torch.autocast(image.device.type, enabled=False):
            return self.head(features.float())
