"""SF-SA: the semantic-frequency side adapter (paper section 3.3, eq. 5)."""

from torch import Tensor, nn

from fasa.layers import ChannelNorm, fp32_on_cpu


class Doubling(nn.ConvTranspose2d):
    """Transposed 2 x 2 convolution of stride 2: (B, C, h, w) -> (B, outputs, 2 h, 2 w)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return fp32_on_cpu(super().forward, x)


class SideAdapter(nn.Module):
    """A_s: semantic map (B, d, h, w) -> (B, C_s, h * 2**doublings, w * 2**doublings).

    Transposed convolutions double the size and halve the width, then 1x1 and 3x3 convolutions with
    LayerNorm between them (the kernel sizes are lost from the paper's text).
    Assumption: the last LayerNorm's gain starts at zero, so that a pretrained pathway is intact at
    the first step.
    """

    def __init__(self, width: int, channels: int, doublings: int, depthwise: bool) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(doublings):
            half = width // 2
            layers += [Doubling(width, half), ChannelNorm(half), nn.GELU()]
            width = half
        groups = channels if depthwise else 1
        self.layers = nn.Sequential(
            *layers,
            nn.Conv2d(width, channels, 1),
            ChannelNorm(channels),
            nn.Conv2d(channels, channels, 3, padding=1, groups=groups),
            ChannelNorm(channels),
        )
        nn.init.zeros_(self.layers[-1].weight)

    def forward(self, semantic_map: Tensor) -> Tensor:
        return self.layers(semantic_map)
