"""PSA: patch-level semantic alignment (paper section 3.2, eqs. 2-4)."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from fasa.layers import SelfAttention


class PatchSemanticAlignment(nn.Module):
    """Tokens of several blocks -> semantic map S, and its similarity to two prototypes.

    Assumption: one LayerNorm per block, because residual norms differ between depths; a pre-norm
    residual around the attention and no MLP; prototypes normalised where they are used; logit scale
    exp(s) starting at 1/0.07 and clamped at 100, as in CLIP.

    ``prototypes`` (2, e): row 0 authentic (t_r), row 1 manipulated (t_f).
    """

    def __init__(self, token_widths: Sequence[int], width: int, embedding: int, heads: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(w) for w in token_widths)
        self.project = nn.Linear(sum(token_widths), width)
        self.norm = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.to_embedding = nn.Linear(width, embedding)
        self.prototypes = nn.Parameter(orthogonal_prototypes(embedding))
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def start_from(self, prototypes: Tensor) -> None:
        """Starts both prototypes from text embeddings (2, e); raises ValueError at another e."""
        if prototypes.shape != self.prototypes.shape:
            raise ValueError(
                f"expected prototypes of shape {tuple(self.prototypes.shape)}, received "
                f"{tuple(prototypes.shape)}: alignment.embedding must be the text tower's width"
            )
        with torch.no_grad():
            self.prototypes.copy_(prototypes)

    @property
    def fake_prototype(self) -> Tensor:
        """t_f, unit length, (e,)."""
        return normalize(self.prototypes[1], dim=0)

    def forward(self, tokens: list[Tensor]) -> Tensor:
        """Eqs. 2 and 3: K maps (B, h * w, c) -> S (B, d, h, w), row-major patches."""
        normed = [norm(t) for norm, t in zip(self.norms, tokens, strict=True)]
        z = self.project(torch.cat(normed, dim=-1))
        z = z + self.attention(self.norm(z))
        side = math.isqrt(z.shape[1])
        return z.transpose(1, 2).reshape(z.shape[0], z.shape[2], side, side)

    def logits(self, semantic_map: Tensor) -> Tensor:
        """cos(v_i, t) / T of eq. 4 per patch: (B, d, h, w) -> (B, 2, h, w)."""
        v = self.to_embedding(semantic_map.flatten(2).transpose(1, 2))
        scale = self.log_scale.exp().clamp(max=100.0)
        cosine = normalize(v, dim=-1) @ normalize(self.prototypes, dim=-1).T
        return (scale * cosine).transpose(1, 2).unflatten(2, semantic_map.shape[2:])


def orthogonal_prototypes(embedding: int) -> Tensor:
    """Two orthogonal unit vectors (2, e): the start when no CLIP text tower is at hand."""
    return nn.init.orthogonal_(torch.empty(2, embedding))
