"""Weights of an edit network as a file; it may start from those of a trace network."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from fasa.edits.edit_network import EditNetwork

_AVERAGE = "module."
_TRUNK = "features."


def write_edits(network: EditNetwork, path: Path) -> None:
    """Matrices at half precision; norms and biases stay whole."""
    state = {
        name: (value.half() if value.ndim > 1 else value).contiguous()
        for name, value in network.state_dict().items()
    }
    save_file(state, path)


def load_edits(network: EditNetwork, path: Path) -> bool:
    """From .safetensors, or the running average in a run's checkpoint.pt, of either stage.

    Returns whether the head was there: a trace network's names processings and is left out.
    Raises ValueError naming the file when it holds another network.
    """
    state = _state(path)
    has_head = set(state) >= set(network.state_dict())
    if not has_head:
        state = {name: value for name, value in state.items() if name.startswith(_TRUNK)}
    try:
        left = network.load_state_dict(state, strict=has_head)
        missing = [name for name in left.missing_keys if name.startswith(_TRUNK)]
    except RuntimeError as error:
        raise ValueError(f"{path}: expected the weights of an edit network; {error}") from error
    if missing or left.unexpected_keys:
        raise ValueError(f"{path}: expected the weights of an edit network, without {missing[:3]}")
    return has_head


def _state(path: Path) -> dict[str, Tensor]:
    if path.suffix != ".pt":
        return {name: value.float() for name, value in load_file(path).items()}
    average = torch.load(path, weights_only=True, map_location="cpu")["average"]
    return {
        name.removeprefix(_AVERAGE): value
        for name, value in average.items()
        if name.startswith(_AVERAGE)
    }
