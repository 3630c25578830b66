"""Edited or not: an edit is what differs from the rest of its picture, whatever it looks like."""

from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from fasa.traces.dense_trunk import Residual, conv_norm_relu

_LEAST_VARIANCE = 1e-4
_LEAST_DEVIATION = 0.05
_LARGEST_DISTANCE = 20.0
_STARTING_LOGIT = -2.0


class PictureStatistics(NamedTuple):
    """Mean and deviation of each feature over a whole picture, (B, C, 1, 1) each."""

    mean: Tensor
    deviation: Tensor

    @classmethod
    def of(cls, features: Tensor) -> Self:
        """Of (B, C, h, w). A feature that is the same all over has no deviation: it gets a least
        one, so that its gradient stays finite."""
        variance, mean = torch.var_mean(features, (2, 3), correction=0, keepdim=True)
        return cls.from_variance(mean, variance)

    @classmethod
    def from_variance(cls, mean: Tensor, variance: Tensor) -> Self:
        """``variance`` is that of the population."""
        return cls(mean, (variance + _LEAST_VARIANCE).sqrt())


class RelativeHead(nn.Module):
    """Sees each feature, and how far it lies from its picture's mean in the picture's deviations.

    Of the PICTURE: an edit may fill a tile, and would be what is usual there. In float32 whatever
    autocast says, with a floor and a clamp: in bfloat16 the quotient overflowed in flat pictures.

    Shapes:
        features: (B, C, h, w); picture: of all tiles, None where the features are the whole picture
        returns: (B, 1, h, w), logits
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.join = conv_norm_relu(2 * features, features)
        self.refine = Residual(features)
        self.out = nn.Conv2d(features, 1, 3, padding=1)
        # Most places are untouched.
        nn.init.constant_(self.out.bias, _STARTING_LOGIT)

    def forward(self, features: Tensor, picture: PictureStatistics | None = None) -> Tensor:
        with torch.autocast(features.device.type, enabled=False):
            features = features.float()
            mean, deviation = picture or PictureStatistics.of(features)
            distance = (features - mean) / (deviation + _LEAST_DEVIATION)
            distance = distance.clamp(-_LARGEST_DISTANCE, _LARGEST_DISTANCE)
            return self.out(self.refine(self.join(torch.cat([features, distance], dim=1))))
