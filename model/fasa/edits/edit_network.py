"""The network of the second training stage: what differs from the rest of its picture?"""

import torch
from torch import Tensor, nn

from fasa.traces.relative_head import PictureStatistics, RelativeHead
from fasa.traces.trace_network import FEATURES, TraceFeatures


def statistics_over_tiles(features: Tensor, picture: Tensor) -> PictureStatistics:
    """For each tile what is usual in its picture, over all tiles of that.

    Shapes:
        features: (N, C, h, w), in float32; picture: (N,), which picture a tile is of, from 0 on
        returns: (N, C, 1, 1) each
    """
    found = [
        # (C, k, h, w) of k tiles, joined side by side.
        PictureStatistics.of(features[picture == number].transpose(0, 1).flatten(1, 2)[None])
        for number in range(int(picture.max()) + 1)
    ]
    mean, deviation = (torch.cat(part) for part in zip(*found, strict=True))
    return PictureStatistics(mean[picture], deviation[picture])


class EditNetwork(nn.Module):
    """In two passes, as it is served: features of all tiles, then ``head`` with their statistics.

    Shapes:
        tiles: (N, 3, T, T), integers 0..255, T a multiple of 32; picture: (N,), from 0 on
        returns: (N, 1, T / 4, T / 4), logits in float32
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = TraceFeatures()
        self.head = RelativeHead(FEATURES)

    def forward(self, tiles: Tensor, picture: Tensor) -> Tensor:
        features = self.features(tiles)
        with torch.autocast(tiles.device.type, enabled=False):
            features = features.float()
            return self.head(features, statistics_over_tiles(features, picture))
