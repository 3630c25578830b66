"""A published ImageNet ViT in timm's naming: the teacher of ``training.distill``, never shipped."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, interpolate

from fasa.semantic_encoder import SemanticEncoder
from fasa.vit import Block

MEAN = STD = (0.5, 0.5, 0.5)
NORM_EPS = 1e-6
_RENAMES = (
    ("patch_embed.proj.", "patchify."),
    (".norm1.", ".ln_1."),
    (".norm2.", ".ln_2."),
    (".attn.qkv.", ".attn.in_proj."),
    (".attn.proj.", ".attn.out_proj."),
    (".mlp.fc1.", ".c_fc."),
    (".mlp.fc2.", ".c_proj."),
)
_UNUSED = ("norm.", "head.")


class TimmVit(SemanticEncoder):
    """ViT with class token and learned positions; tokens are block outputs, class token dropped."""

    def __init__(
        self, size: int, patch: int, width: int, depth: int, heads: int, layers: Sequence[int]
    ) -> None:
        super().__init__(size, size // patch, [width] * len(layers), MEAN, STD)
        self.selected = frozenset(layers)
        self.patchify = nn.Conv2d(3, width, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.grid**2 + 1, width))
        self.blocks = nn.ModuleList(Block(width, heads, gelu, NORM_EPS) for _ in range(depth))

    @classmethod
    def vit_tiny(cls, size: int, layers: Sequence[int]) -> "TimmVit":
        """The shape of ``vit_tiny_patch16_224``, for pictures of ``size`` pixels a side."""
        return cls(size, patch=16, width=192, depth=12, heads=3, layers=layers)

    def tokens(self, pixels: Tensor) -> list[Tensor]:
        patches = self.patchify(pixels).flatten(2).transpose(1, 2)
        first = self.cls_token.expand(pixels.shape[0], -1, -1)
        x = torch.cat([first, patches], dim=1) + self.pos_embed
        kept = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self.selected:
                kept.append(x[:, 1:])
        return kept

    def load_timm(self, weights: dict[str, Tensor]) -> None:
        """Loads a timm state dict; positions of another grid are interpolated as timm does.

        Raises KeyError or RuntimeError naming what is missing when it is another model's.
        """
        ours = {}
        for name, value in weights.items():
            if name.startswith(_UNUSED):
                continue
            for theirs, mine in _RENAMES:
                name = name.replace(theirs, mine)
            ours[name] = value.float()
        ours["pos_embed"] = resized_positions(ours["pos_embed"], self.grid)
        self.load_state_dict(ours)


def resized_positions(positions: Tensor, grid: int) -> Tensor:
    """(1, 1 + g * g, c) -> (1, 1 + grid * grid, c), bicubic; the class token's stays."""
    first, patches = positions[:, :1], positions[:, 1:]
    side = round(patches.shape[1] ** 0.5)
    if side == grid:
        return positions
    square = patches.transpose(1, 2).unflatten(2, (side, side))
    resized = interpolate(square, size=(grid, grid), mode="bicubic", antialias=True)
    return torch.cat([first, resized.flatten(2).transpose(1, 2)], dim=1)
