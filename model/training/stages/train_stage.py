"""A stage from its options on: its run is as its checkpoint left it, or at its first step."""

from collections.abc import Callable
from typing import TypeVar

import torch

from forge.traces.photo_parts import PartsPack
from training.process import set_up
from training.run import CHECKPOINT, Network, Run
from training.stages.stage import Batch, Stage
from training.stages.stage_options import StageOptions
from training.stages.stage_record import record_stage
from training.stages.stretch import go_on

Options = TypeVar("Options", bound=StageOptions)


def train_stage(
    options: Options,
    first_network: Callable[[Options], Network],
    stage_of: Callable[[PartsPack, PartsPack, Options], Stage[Network, Batch]],
) -> None:
    """``first_network`` makes what a new run starts from; ``stage_of`` is given the packs to train
    and to validate on.

    Raises RuntimeError when the checkpoint is of another network, FileNotFoundError without packs.
    """
    set_up(options.threads, options.seed)
    options.run.mkdir(parents=True, exist_ok=True)
    run = _start_or_resume(first_network(options), options)
    parts, val = PartsPack(options.parts), PartsPack(options.val)
    stage = stage_of(parts, val, options)
    record_stage(options, parts, val, stage.recorded)
    go_on(run, stage, options)


def _start_or_resume(network: Network, options: StageOptions) -> Run[Network]:
    network.to(options.device, memory_format=torch.channels_last).train()
    run = Run.start(network, options.learning_rate, options.weight_decay, options.average)
    checkpoint = options.run / CHECKPOINT
    if checkpoint.exists():
        run.load(checkpoint)
    return run
