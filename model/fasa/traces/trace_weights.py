"""Weights of a trace network as a file, with the names of the classes that its head knows."""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from fasa.traces.trace_network import TraceNetwork

_CLASSES = "classes"
_HEAD = "head."


def write_traces(network: TraceNetwork, classes: Sequence[str], path: Path) -> None:
    """Matrices at half precision; norms and biases stay whole."""
    state = {
        name: (value.half() if value.ndim > 1 else value).contiguous()
        for name, value in network.state_dict().items()
    }
    save_file(state, path, {_CLASSES: json.dumps(list(classes))})


def load_traces(network: TraceNetwork, classes: Sequence[str], path: Path) -> list[str]:
    """Fills the network; of the head, the classes that the file knows. Returns those it does not.

    Raises ValueError naming the file when it holds another network.
    """
    with safe_open(path, "pt") as file:
        known: list[str] = json.loads((file.metadata() or {}).get(_CLASSES, "[]"))
    state = {name: value.float() for name, value in load_file(path).items()}
    head = network.state_dict()
    try:
        for name in [name for name in state if name.startswith(_HEAD)]:
            state[name] = _head_of(state[name], known, head[name], classes)
        network.load_state_dict(state)
    except (KeyError, IndexError, RuntimeError) as error:
        raise ValueError(f"{path}: expected the weights of a trace network; {error}") from error
    return [name for name in classes if name not in known]


def _head_of(given: Tensor, known: Sequence[str], fresh: Tensor, classes: Sequence[str]) -> Tensor:
    """(classes, ...): of each class what is given, else what the network started with."""
    rows = [
        given[known.index(name)] if name in known else fresh[index]
        for index, name in enumerate(classes)
    ]
    return torch.stack(rows)
