"""What the linear probe looks through: encoders with and without their weights, and raw pixels."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, avg_pool2d

from fasa.efficientnet_lite import EfficientNetLiteEncoder
from fasa.pretrained import published_lite, read_weights
from fasa.semantic_encoder import SemanticEncoder

CELL = 32
"""Pixels a side of a cell: the stride of the network's coarsest stage, where eq. 5 starts."""
SUMMARY = 8
"""Pixels a side that the pixel baseline keeps of a cell."""
STAGES = (1, 2, 3)
"""Of EfficientNet-Lite, those that ``compact`` reads."""

Lens = Callable[[Tensor], dict[str, Tensor]]
"""Pictures (B, 3, S, S) in 0..1 -> by name, tokens (B, (S / CELL)**2, c)."""


def pixels(rgb: Tensor) -> dict[str, Tensor]:
    """What needs no encoder: a cell's mean colour, and the cell itself, made small."""
    small = avg_pool2d(rgb, CELL // SUMMARY)
    rows = small.unfold(2, SUMMARY, SUMMARY).unfold(3, SUMMARY, SUMMARY)
    cells = rows.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)
    return {
        "mean colour": _tokens(avg_pool2d(rgb, CELL)),
        f"{SUMMARY} x {SUMMARY} pixels": cells,
    }


def through(name: str, encoder: SemanticEncoder, parts: Sequence[str] = ()) -> Lens:
    """All kept blocks of an encoder side by side; each alone as well where ``parts`` names them."""
    encoder.freeze()

    def look(rgb: Tensor) -> dict[str, Tensor]:
        grid = rgb.shape[-1] // CELL
        maps = [t.transpose(1, 2).unflatten(2, (encoder.grid,) * 2) for t in encoder(rgb)]
        tokens = [_tokens(adaptive_avg_pool2d(m, grid)) for m in maps]
        alone = {f"{name}, {part}": t for part, t in zip(parts, tokens, strict=bool(parts))}
        return {**alone, name: torch.cat(tokens, dim=-1)}

    return look


def lite_lenses(size: int, variant: int = 0) -> list[Lens]:
    """EfficientNet-Lite with its published weights, stage by stage, and with random ones."""
    name = f"EfficientNet-Lite{variant}"
    published = EfficientNetLiteEncoder(size, STAGES, variant)
    published.trunk.load_published(read_weights(published_lite(variant)))
    random = EfficientNetLiteEncoder(size, STAGES, variant)
    return [
        through(name, published, [f"stage {stage}" for stage in STAGES]),
        through(f"{name}, random weights", random),
    ]


def vit_lenses(
    name: str, trained: SemanticEncoder, random: SemanticEncoder, blocks: Sequence[int]
) -> list[Lens]:
    """A transformer with its weights, block by block, and with random ones."""
    return [
        through(name, trained, [f"block {block}" for block in blocks]),
        through(f"{name}, random weights", random),
    ]


def _tokens(maps: Tensor) -> Tensor:
    """(B, c, g, g) -> (B, g * g, c)."""
    return maps.flatten(2).transpose(1, 2)
