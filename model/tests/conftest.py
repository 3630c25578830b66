"""A small network, a picture for it and a pack, which many tests share."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_network import tiny_config

from data.packed_set import PackedSet, write_pack
from fasa.model import Fasa

pytest_plugins = ("photograph_folder",)

SIDE = 32
# Longer than a batch of the evaluator, so that the last one is short.
COUNT = 21

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


@pytest.fixture
def packed(tmp_path: Path) -> PackedSet:
    """Every third image is authentic; the others have a square, brighter by 100, as their mask."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 100, (COUNT, SIDE, SIDE, 3), dtype=np.uint8)
    masks = np.zeros((COUNT, SIDE, SIDE), np.uint8)
    operations = ["authentic" if index % 3 == 0 else "splice" for index in range(COUNT)]
    operations[1] = "inpaint"
    for index, operation in enumerate(operations):
        if operation != "authentic":
            masks[index, 4:12, index : index + 10] = 1
    write_pack(
        tmp_path / "pack", images + 100 * masks[..., None], masks, {"operations": operations}
    )
    return PackedSet.open(tmp_path / "pack")
