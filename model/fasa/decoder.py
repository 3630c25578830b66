"""PG-FMD: the prototype-guided, frequency-gated mask decoder (paper section 3.3, eqs. 6-7)."""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, interpolate

from fasa.layers import ChannelNorm


def upsample(x: Tensor, size: Sequence[int]) -> Tensor:
    """Bilinear with half-pixel centres. Assumption: the paper does not name the kernel."""
    return interpolate(x, size=tuple(size), mode="bilinear", align_corners=False)


class SimilarityBasis(nn.Module):
    """Eq. 6, read as a gate: B(x) = sum_m sigmoid(q_m . k_m(x) / sqrt(d_k)) w_m . v_m(x).

    Assumption: one query under a spatial softmax would give one vector and no map; the text calls
    the basis mask the response at each scale, hence a per-pixel gate on the values.
    The prototype is one vector, so keys and values collapse to two 1x1 convolutions with one output
    per head; and as bilinear weights sum to one, they may run before the upsampling. Both rewrites
    are exact.

    Shapes:
        features: (B, C, H_s, W_s), prototype: (e,), size: (H, W) of the basis mask
        returns: (B, 1, H, W)
    """

    def __init__(self, channels: int, embedding: int, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = ChannelNorm(channels)
        self.query = nn.Linear(embedding, width, bias=False)
        self.key = nn.Linear(channels, width, bias=False)
        self.value = nn.Linear(channels, width, bias=False)
        self.out = nn.Linear(width, 1, bias=False)
        self.folded: Tensor | None = None

    def kernel(self, prototype: Tensor) -> Tensor:
        """Gate and value filters of every head, (2 * heads, C, 1, 1)."""
        per_head = self.key.weight.shape[0] // self.heads
        q = self.query(prototype).view(self.heads, per_head)
        o = self.out.weight.view(self.heads, per_head)
        key = self.key.weight.view(self.heads, per_head, -1)
        value = self.value.weight.view(self.heads, per_head, -1)
        gate = torch.einsum("md,mdc->mc", q, key) / per_head**0.5
        return torch.cat([gate, torch.einsum("md,mdc->mc", o, value)])[:, :, None, None]

    def fold(self, prototype: Tensor) -> None:
        """Fixes the filters for one prototype, for export."""
        with torch.no_grad():
            self.folded = self.kernel(prototype)

    def forward(self, features: Tensor, prototype: Tensor, size: Sequence[int]) -> Tensor:
        kernel = self.kernel(prototype) if self.folded is None else self.folded
        gate, value = upsample(conv2d(self.norm(features), kernel), size).chunk(2, dim=1)
        return (gate.sigmoid() * value).sum(dim=1, keepdim=True)


class PooledBasis(nn.Module):
    """Eq. 6, read as ordinary cross-attention: the pooled context is added to every position.

    Shapes as in ``SimilarityBasis``.
    """

    def __init__(self, channels: int, embedding: int, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = ChannelNorm(channels)
        self.query = nn.Linear(embedding, width, bias=False)
        self.key = nn.Conv2d(channels, width, 1, bias=False)
        self.value = nn.Conv2d(channels, width, 1, bias=False)
        self.merge = nn.Linear(width, width)
        self.out = nn.Sequential(ChannelNorm(width), nn.Conv2d(width, 1, 1))

    def forward(self, features: Tensor, prototype: Tensor, size: Sequence[int]) -> Tensor:
        normed = self.norm(features)
        value = self.value(normed)
        q = self.query(prototype).view(self.heads, -1)
        k = self.key(normed).flatten(2).unflatten(1, (self.heads, -1))  # (B, m, d_k, HW)
        attention = (torch.einsum("md,bmdn->bmn", q, k) / q.shape[1] ** 0.5).softmax(dim=-1)
        v = value.flatten(2).unflatten(1, (self.heads, -1))
        context = self.merge(torch.einsum("bmn,bmdn->bmd", attention, v).flatten(1))
        return upsample(self.out(value + context[:, :, None, None]), size)


class FrequencyGate(nn.Module):
    """g of eq. 7: frequency-enhanced image (B, c, H, W) -> scale weights (B, 4, H/4, W/4), sum 1.

    Assumption: a light network (two stride-2 convolutions around one residual block); the only
    published relative spends a quarter of the whole model here.
    """

    def __init__(self, channels: int, width: int, scales: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(
            nn.Conv2d(channels, width, 3, 2, padding=1), ChannelNorm(width), nn.GELU()
        )
        self.mix = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, groups=width),
            nn.Conv2d(width, 2 * width, 1),
            nn.GELU(),
            nn.Conv2d(2 * width, width, 1),
        )
        self.leave = nn.Conv2d(width, scales, 3, 2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        return self.leave(x + self.mix(x)).softmax(dim=1)


class PrototypeGuidedDecoder(nn.Module):
    """Eqs. 6 and 7: L = sum_s G_s * B_s + Conv1x1([B_1 .. B_4]).

    Shapes:
        maps: four (B, C_s, H_s, W_s), prototype: (e,), frequency: (B, c, H, W)
        returns: logits (B, 1, H/4, W/4)
    """

    def __init__(
        self,
        channels: Sequence[int],
        embedding: int,
        width: int,
        heads: int,
        gate_channels: int,
        gate_width: int,
        attention: Literal["similarity", "pooled"],
    ) -> None:
        super().__init__()
        basis = SimilarityBasis if attention == "similarity" else PooledBasis
        self.bases = nn.ModuleList(basis(c, embedding, width, heads) for c in channels)
        self.gate = FrequencyGate(gate_channels, gate_width, len(channels))
        self.residual = nn.Conv2d(len(channels), 1, 1)

    def shift(self, logit: float) -> None:
        """Adds a constant to every logit, for calibration."""
        with torch.no_grad():
            self.residual.bias += logit

    def fold(self, prototype: Tensor) -> None:
        """Makes everything that depends on the prototype alone a constant, for export."""
        for basis in self.bases:
            if isinstance(basis, SimilarityBasis):
                basis.fold(prototype)

    def forward(self, maps: list[Tensor], prototype: Tensor, frequency: Tensor) -> Tensor:
        size = maps[0].shape[2:]
        bases = torch.cat(
            [basis(m, prototype, size) for basis, m in zip(self.bases, maps, strict=True)], dim=1
        )
        return (self.gate(frequency) * bases).sum(dim=1, keepdim=True) + self.residual(bases)


class SimpleDecoder(nn.Module):
    """The plain decoder of the paper's ablation baseline (section 4.4).

    Assumption: every map to one width by a 1x1 convolution, upsampled, summed, and read out.
    Shapes as in ``PrototypeGuidedDecoder``, with one more map when semantics are not injected.
    """

    def __init__(self, channels: Sequence[int], width: int) -> None:
        super().__init__()
        self.project = nn.ModuleList(
            nn.Sequential(ChannelNorm(c), nn.Conv2d(c, width, 1)) for c in channels
        )
        self.out = nn.Sequential(nn.GELU(), nn.Conv2d(width, 1, 1))

    def shift(self, logit: float) -> None:
        """Adds a constant to every logit, for calibration."""
        with torch.no_grad():
            self.out[-1].bias += logit

    def forward(self, maps: list[Tensor]) -> Tensor:
        size = maps[0].shape[2:]
        parts = [upsample(p(m), size) for p, m in zip(self.project, maps, strict=True)]
        return self.out(torch.stack(parts).sum(dim=0))
