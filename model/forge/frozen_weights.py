"""Weights of the forge's small networks: kept at half precision, and never trained on."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

WEIGHTS = Path(__file__).parent / "weights"
"""Those that ship."""


def frozen(network: nn.Module, file: Path, what: str) -> nn.Module:
    """``network`` with the weights of a file, to be run.

    Raises ValueError naming the file, and ``what`` was expected, when it holds others.
    """
    state = {name: value.float() for name, value in load_file(file).items()}
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(f"{file}: expected the weights of {what}: {error}") from error
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def save(trained: nn.Module, path: Path) -> None:
    """As float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {name: value.half().contiguous() for name, value in trained.state_dict().items()}
    save_file(state, path)
