"""Brings a trunk's maps together at the finest of them (Lin et al., Feature pyramids, 2017)."""

from collections.abc import Sequence

from torch import Tensor, nn

from fasa.decoder import upsample
from fasa.traces.dense_trunk import conv_norm_relu


class FeaturePyramid(nn.Module):
    """From coarse to fine; the coarsest map first gains what the whole picture's mean says.

    Shapes:
        maps: (B, widths[s], h / 2**s, w / 2**s), finest first
        returns: (B, width, h, w)
    """

    def __init__(self, widths: Sequence[int], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(channels, width, 1) for channels in widths)
        self.smooth = nn.ModuleList(conv_norm_relu(width, width) for _ in widths)
        self.whole = nn.Sequential(nn.Linear(widths[-1], width), nn.ReLU(), nn.Linear(width, width))

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        beside = self.whole(maps[-1].mean((2, 3)))[:, :, None, None]
        for index in reversed(range(len(maps))):
            found = self.smooth[index](self.lateral[index](maps[index]) + beside)
            if index > 0:
                beside = upsample(found, maps[index - 1].shape[2:])
        return found
