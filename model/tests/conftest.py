"""Small networks that every test can build in milliseconds."""

import dataclasses

import pytest
import torch

from fasa.config import Ablation, Config
from fasa.model import Fasa

# torchvision's wheels hold the operators of another torch build. What timm and transformers import
# are its Python modules, and those need no more than these two names to exist.
TORCHVISION = torch.library.Library("torchvision", "FRAGMENT")
for name in ("nms", "qnms"):
    TORCHVISION.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


def tiny_config(ablation: Ablation | None = None, attention: str = "similarity") -> Config:
    """``compact`` shrunk to 64 pixels and a few channels."""
    compact = Config.named("compact")
    return dataclasses.replace(
        compact,
        input_size=64,
        semantic=dataclasses.replace(
            compact.semantic, input_size=32, width=24, depth=2, layers=(0, 1)
        ),
        alignment=dataclasses.replace(compact.alignment, width=16, embedding=12),
        side=dataclasses.replace(compact.side, depths=(1, 1, 1, 1), widths=(8, 12, 16, 20)),
        decoder=dataclasses.replace(
            compact.decoder, value_width=16, gate_width=8, attention=attention
        ),
        ablation=ablation or Ablation(),
    )


@pytest.fixture()
def tiny() -> Fasa:
    torch.manual_seed(0)
    return Fasa(tiny_config()).eval()


@pytest.fixture()
def picture() -> torch.Tensor:
    """(2, 3, 64, 64) in 0..1."""
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
