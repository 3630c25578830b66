"""Small networks that every test can build in milliseconds."""

import pytest
import torch
from tiny_network import tiny_config

from fasa.model import Fasa

# torchvision's wheels hold the operators of another torch build. What timm and transformers import
# are its Python modules, and those need no more than these two names to exist.
TORCHVISION = torch.library.Library("torchvision", "FRAGMENT")
for name in ("nms", "qnms"):
    TORCHVISION.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


@pytest.fixture
def tiny() -> Fasa:
    torch.manual_seed(0)
    return Fasa(tiny_config()).eval()


@pytest.fixture
def picture() -> torch.Tensor:
    """(2, 3, 64, 64) in 0..1."""
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
