"""What one stage has of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from torch import Tensor
from torch.utils.data import Dataset

from training.run import Network

Batch = TypeVar("Batch")


class Report(NamedTuple):
    """``groups``: the figures of each group of the log; ``table``: for those who watch."""

    groups: dict[str, dict[str, float]]
    table: str = ""


@dataclass(frozen=True)
class Stage(Generic[Network, Batch]):
    """``batches`` are numbered by step; ``held`` are those to validate on."""

    batches: Dataset[Batch]
    held: Dataset[Batch]
    held_batch: int
    """Windows or tiles in one batch of ``held``."""
    losses: Callable[[Network, Batch, str], Iterator[Tensor]]
    """(network, batch, device) -> terms of a step's loss, each made when it is asked for."""
    validate: Callable[[Network, Sequence[Batch], str], Report]
    """(average of the network, batches of ``held``, device) -> what the log is told."""
    write_weights: Callable[[Network, Path], None]
    weights_file: str
    """In the run's folder: the running average of its weights."""
    validates_first: bool
    """Whether a run is measured before its first step, too."""
    recorded: dict[str, Any]
    """What ``run.json`` says of this stage alone."""
