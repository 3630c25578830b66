"""CLIP's image tower as semantic encoder (paper section 3.2: frozen CLIP ViT-L/14)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from fasa.layers import SelfAttention
from fasa.semantic_encoder import SemanticEncoder

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)


def quick_gelu(x: Tensor) -> Tensor:
    """x * sigmoid(1.702 x), the activation CLIP was trained with."""
    return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    """Pre-norm: x + attention(LN(x)), then x + mlp(LN(x)). (B, N, c) -> (B, N, c)."""

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


class ClipVit(SemanticEncoder):
    """Vision transformer with class token, learned positions and QuickGELU.

    Assumption: tokens are taken at the output of the 0-based blocks in ``layers``, class token
    dropped.
    """

    def __init__(
        self, size: int, patch: int, width: int, depth: int, heads: int, layers: Sequence[int]
    ) -> None:
        super().__init__(size, size // patch, [width] * len(layers), CLIP_MEAN, CLIP_STD)
        self.selected = frozenset(layers)
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(width) * width**-0.5)
        self.positional_embedding = nn.Parameter(torch.randn(self.grid**2 + 1, width) * width**-0.5)
        self.ln_pre = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, heads, quick_gelu) for _ in range(depth))

    def tokens(self, pixels: Tensor) -> list[Tensor]:
        patches = self.conv1(pixels).flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(pixels.shape[0], 1, -1)
        x = self.ln_pre(torch.cat([first, patches], dim=1) + self.positional_embedding)
        kept = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.selected:
                kept.append(x[:, 1:])
        return kept

    def load_clip(self, checkpoint: Path) -> None:
        """Loads the image tower of a CLIP safetensors file, OpenAI's or Hugging Face's naming.

        Raises KeyError or RuntimeError naming what is missing when the file is another model's.
        """
        weights = {k: v.float() for k, v in load_file(checkpoint).items()}
        if any(name.startswith("vision_model.") for name in weights):
            weights = _from_hugging_face(weights, len(self.blocks))
        else:
            weights = _from_openai(weights)
        self.load_state_dict(weights)


def _from_openai(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """``visual.transformer.resblocks.N.*`` -> our names; the projection and last LN are unused."""
    renames = (
        ("transformer.resblocks.", "blocks."),
        ("attn.in_proj_", "attn.in_proj."),
        ("mlp.", ""),
    )
    ours: dict[str, Tensor] = {}
    for name, value in weights.items():
        if not name.startswith("visual.") or name in ("visual.proj",) or ".ln_post." in name:
            continue
        short = name.removeprefix("visual.")
        for old, new in renames:
            short = short.replace(old, new)
        ours[short] = value
    return ours


def _from_hugging_face(weights: dict[str, Tensor], depth: int) -> dict[str, Tensor]:
    """``vision_model.*`` -> our names; q, k and v become one projection."""
    embeddings, encoder = "vision_model.embeddings.", "vision_model.encoder.layers."
    ours = {
        "conv1.weight": weights[f"{embeddings}patch_embedding.weight"],
        "class_embedding": weights[f"{embeddings}class_embedding"],
        "positional_embedding": weights[f"{embeddings}position_embedding.weight"],
        "ln_pre.weight": weights["vision_model.pre_layrnorm.weight"],
        "ln_pre.bias": weights["vision_model.pre_layrnorm.bias"],
    }
    renames = {
        "ln_1": "layer_norm1",
        "ln_2": "layer_norm2",
        "attn.out_proj": "self_attn.out_proj",
        "c_fc": "mlp.fc1",
        "c_proj": "mlp.fc2",
    }
    for i in range(depth):
        for kind in ("weight", "bias"):
            for mine, theirs in renames.items():
                ours[f"blocks.{i}.{mine}.{kind}"] = weights[f"{encoder}{i}.{theirs}.{kind}"]
            ours[f"blocks.{i}.attn.in_proj.{kind}"] = torch.cat(
                [weights[f"{encoder}{i}.self_attn.{p}_proj.{kind}"] for p in "qkv"]
            )
    return ours
