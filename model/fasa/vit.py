"""The pre-norm transformer block of every vision transformer here."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from fasa.layers import SelfAttention


def quick_gelu(x: Tensor) -> Tensor:
    """x * sigmoid(1.702 x), the activation CLIP was trained with."""
    return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    """x + attention(LN(x)), then x + mlp(LN(x)). (B, N, c) -> (B, N, c)."""

    def __init__(
        self, width: int, heads: int, activation: Callable[[Tensor], Tensor], eps: float = 1e-5
    ) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, eps)
        self.attn = SelfAttention(width, heads)
        self.ln_2 = nn.LayerNorm(width, eps)
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(self.activation(self.c_fc(self.ln_2(x))))
