"""Top-down fusion of the side pathway's stages before PG-FMD; not in the paper."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.functional import gelu, interpolate

from fasa.layers import ChannelNorm, fp32_on_cpu


class MixBlock(nn.Module):
    """x + mlp(LN(dw5x5(x))). (B, C, H, W) -> same."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.norm = ChannelNorm(width)
        self.expand = nn.Conv2d(width, 2 * width, 1)
        self.project = nn.Conv2d(2 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(fp32_on_cpu(self.depthwise, x))
        return x + self.project(gelu(self.expand(y)))


class TopDown(nn.Module):
    """Each stage gets what the coarser ones saw: F''_s = F'_s + out_s(T_s), with
    T_s = mix_s(in_s(F'_s) + up(T_{s+1})), a feature pyramid (Lin et al., 2017, section 3).

    The paper's decoder reads each stage alone, and the finest has seen some twenty pixels around
    each of its own. ``out_s`` starts at zero: a trained network is intact at the first step.

    Shapes:
        maps: four (B, C_s, H_s, W_s), each half the size of the one before
        returns: the same
    """

    def __init__(self, channels: Sequence[int], width: int) -> None:
        super().__init__()
        self.enter = nn.ModuleList(
            nn.Sequential(ChannelNorm(c), nn.Conv2d(c, width, 1)) for c in channels
        )
        self.mix = nn.ModuleList(MixBlock(width) for _ in channels)
        self.leave = nn.ModuleList(nn.Conv2d(width, c, 1) for c in channels)
        for layer in self.leave:
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        fused, above = [], None
        for features, enter, mix, leave in reversed(
            list(zip(maps, self.enter, self.mix, self.leave, strict=True))
        ):
            x = enter(features)
            if above is not None:
                x = x + interpolate(above, size=x.shape[2:], mode="nearest")
            above = mix(x)
            fused.append(features + leave(above))
        return fused[::-1]
