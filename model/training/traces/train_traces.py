"""Trains a network to name processings; stops at ``--max-seconds`` and goes on where it was.

python -m training.traces.train_traces --parts parts/train --val parts/val --run runs/traces
"""

from torch import Tensor

from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import load_traces, write_traces
from forge.traces.photo_parts import PartsPack
from forge.traces.trace_kinds import KINDS
from forge.traces.trace_window import WindowForge
from training.stages.stage import Stage
from training.stages.stage_options import StageOptions, stage_parser
from training.stages.train_stage import train_stage
from training.traces.trace_batches import TraceBatches
from training.traces.trace_step import MICRO_BATCH, step_losses
from training.traces.trace_validation import validate

_VALIDATION_SEED = 7
"""The same windows whatever the run."""


def arguments() -> StageOptions:
    start = "weights to go on from, .safetensors"
    parser = stage_parser(
        __doc__, "window", start=start, steps=12000, learning_rate=4e-4, val_windows=384
    )
    return parser.parse_args(namespace=StageOptions())


def first_network(options: StageOptions) -> TraceNetwork:
    network = TraceNetwork(len(KINDS))
    if options.start:
        new = load_traces(network, KINDS, options.start)
        print(f"{options.start} does not know: {', '.join(new) or 'nothing'}")
    return network


def traces_stage(
    parts: PartsPack, val: PartsPack, options: StageOptions
) -> Stage[TraceNetwork, tuple[Tensor, Tensor]]:
    return Stage(
        batches=TraceBatches(WindowForge(parts, options.window), options.batch, options.seed),
        held=TraceBatches(WindowForge(val, options.window), MICRO_BATCH, _VALIDATION_SEED),
        held_batch=MICRO_BATCH,
        losses=step_losses,
        validate=validate,
        write_weights=lambda network, path: write_traces(network, KINDS, path),
        weights_file="traces.safetensors",
        validates_first=True,
        recorded={"kinds": KINDS},
    )


def train(options: StageOptions) -> None:
    train_stage(options, first_network, traces_stage)


if __name__ == "__main__":
    train(arguments())
