"""Trains a network to name processings; stops at ``--max-seconds`` and goes on where it was.

python -m training.traces.train_traces --parts parts/train --val parts/val --run runs/traces
"""

import argparse
import time
from pathlib import Path

import torch
from tqdm import tqdm

from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import load_traces
from forge.traces.photo_parts import PartsPack
from forge.traces.trace_kinds import KINDS
from forge.traces.trace_window import WindowForge
from training.log import Log
from training.run import Run, rate_factor
from training.traces.trace_batches import TraceBatches, batches_from
from training.traces.trace_record import write_record
from training.traces.trace_step import MICRO_BATCH, train_step
from training.traces.trace_stretch import CHECKPOINT, Stretch

_VALIDATION_SEED = 7
"""The same windows whatever the run."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=Path, required=True, help="pack of forge.traces.make_parts")
    parser.add_argument("--val", type=Path, required=True, help="pack of the split val")
    parser.add_argument("--run", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--start", type=Path, help="weights to go on from, .safetensors")
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--batch", type=int, default=32, help="windows a step")
    parser.add_argument("--window", type=int, default=256, help="side in pixels")
    parser.add_argument("--learning-rate", type=float, default=4e-4)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--warm-up", type=int, default=200, help="steps")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the running average")
    parser.add_argument("--val-windows", type=int, default=384)
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--log-every", type=int, default=50, help="steps; also checkpoints")
    parser.add_argument("--validate-every", type=int, default=500, help="steps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=1, help="processes that make windows")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def start_or_resume(args: argparse.Namespace) -> Run[TraceNetwork]:
    """The run as its checkpoint left it, or at its first step."""
    network = TraceNetwork(len(KINDS))
    if args.start:
        new = load_traces(network, KINDS, args.start)
        print(f"{args.start} does not know: {', '.join(new) or 'nothing'}")
    network.to(args.device, memory_format=torch.channels_last).train()
    run = Run.start(network, args.learning_rate, args.weight_decay, args.average)
    if (args.run / CHECKPOINT).exists():
        run.load(args.run / CHECKPOINT)
    return run


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    # Denormals slow a processor down. Threads inherit this, so it comes before the first of them.
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    args.run.mkdir(parents=True, exist_ok=True)
    run, parts, val = start_or_resume(args), PartsPack(args.parts), PartsPack(args.val)
    write_record(args, parts, val)
    batches = TraceBatches(WindowForge(parts, args.window), args.batch, args.seed)
    held = TraceBatches(WindowForge(val, args.window), MICRO_BATCH, _VALIDATION_SEED)
    deadline = time.monotonic() + args.max_seconds
    bar = tqdm(total=args.steps, initial=run.step, unit="step", mininterval=5)
    with bar, Log(args.run, run.step) as log:
        stretch = Stretch(run, log, held, args)
        if run.step == 0:
            stretch.validate()
        for batch in batches_from(batches, range(run.step, args.steps), args.workers):
            if time.monotonic() > deadline:
                break
            rate = args.learning_rate * rate_factor(run.step, args.steps, args.warm_up)
            stretch.after_step(train_step(run, batch, rate, args.device))
            bar.update()
        stretch.keep()


if __name__ == "__main__":
    train(arguments())
