"""What several parts share: attention over tokens, LayerNorm over channels, fp32 on a processor."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, scaled_dot_product_attention


def fp32_on_cpu(layer: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """``layer(x)`` in x's type, but computed in float32 on a CPU, whatever autocast says.

    For convolutions whose gradients take a CPU two times and more as long in bfloat16.
    """
    if x.device.type != "cpu":
        return layer(x)
    with torch.autocast("cpu", enabled=False):
        return layer(x.float()).to(x.dtype)


class SelfAttention(nn.Module):
    """Multi-head self-attention with a fused input projection. (B, N, c) -> (B, N, c)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        b, n, c = x.shape
        q, k, v = self.in_proj(x).view(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(q, k, v)  # (B, heads, N, c/heads)
        return self.out_proj(mixed.transpose(1, 2).reshape(b, n, c))


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of a (B, C, H, W) map at each position."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, eps=1e-6)

    def forward(self, x: Tensor) -> Tensor:
        last = layer_norm(
            x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps
        )
        return last.permute(0, 3, 1, 2)
