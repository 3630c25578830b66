"""A narrow edit network that says something, and its graphs."""

import pytest
import torch

from fasa.edits.edit_network import EditNetwork
from fasa.traces import dense_trunk


def narrow_network() -> EditNetwork:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))
        torch.manual_seed(0)
        network = EditNetwork().eval()
    # At first it takes all for untouched, and its norms do nothing.
    torch.nn.init.normal_(network.head.out.weight, std=0.15)
    torch.nn.init.zeros_(network.head.out.bias)
    for part in network.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(part.weight, 0.5, 1.5)
            torch.nn.init.normal_(part.bias, std=0.1)
            part.running_mean.normal_(std=0.1)
            part.running_var.uniform_(0.5, 2)
    return network
