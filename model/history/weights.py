"""Weights of the history network as files."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from history.network import HistoryNetwork


def write_weights(network: HistoryNetwork, path: Path) -> None:
    """Matrices at half precision; what evidence is standardised by stays whole."""
    state = network.state_dict()
    kept = {
        name: value.contiguous() if value.ndim < 2 else value.half().contiguous()
        for name, value in state.items()
    }
    save_file(kept, path)


def read_weights(path: Path) -> HistoryNetwork:
    """Of ``write_weights``, or of a run's checkpoint."""
    network = HistoryNetwork()
    if path.suffix == ".pt":
        average = torch.load(path, weights_only=True)["average"]
        state = {k.removeprefix("module."): v for k, v in average.items() if k != "n_averaged"}
    else:
        state = {name: value.float() for name, value in load_file(path).items()}
    network.load_state_dict(state)
    return network.eval()
