"""Trains a network to find edits; stops at ``--max-seconds`` and goes on where it was.

python -m training.edits.train_edits --parts parts/train --val parts/val \
    --start runs/traces/traces.safetensors --run runs/edits
"""

import argparse
import time
from pathlib import Path

import torch
from tqdm import tqdm

from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import load_edits
from forge.edits.edit_scene import EditForge
from forge.traces.photo_parts import PartsPack
from training.edits.edit_record import write_record
from training.edits.edit_sheets import SHEET, EditSheets, sheets_from
from training.edits.edit_step import train_step
from training.edits.edit_stretch import CHECKPOINT, Stretch
from training.log import Log
from training.run import Run, rate_factor

_VALIDATION_SEED = 7
"""The same scenes whatever the run."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=Path, required=True, help="pack of forge.traces.make_parts")
    parser.add_argument("--val", type=Path, required=True, help="pack of the split val")
    parser.add_argument("--run", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument(
        "--start", type=Path, help="weights or checkpoint.pt of this stage or of trace pretraining"
    )
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--batch", type=int, default=32, help="tiles a step")
    parser.add_argument("--window", type=int, default=256, help="side of a tile in pixels")
    parser.add_argument("--across", type=int, default=2, help="tiles a side of a picture, at most")
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--warm-up", type=int, default=200, help="steps")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the running average")
    parser.add_argument("--val-windows", type=int, default=768, help="tiles")
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--log-every", type=int, default=50, help="steps; also checkpoints")
    parser.add_argument("--validate-every", type=int, default=500, help="steps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=1, help="processes that make scenes")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def start_or_resume(args: argparse.Namespace) -> Run[EditNetwork]:
    """The run as its checkpoint left it, or at its first step."""
    network = EditNetwork()
    if args.start:
        has_head = load_edits(network, args.start)
        print(f"{args.start}: {'with' if has_head else 'without'} a head for edits")
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
    sheets = EditSheets(
        EditForge(parts, args.window, args.across), args.window, args.batch, args.seed
    )
    held = EditSheets(
        EditForge(val, args.window, args.across), args.window, SHEET, _VALIDATION_SEED
    )
    deadline = time.monotonic() + args.max_seconds
    bar = tqdm(total=args.steps, initial=run.step, unit="step", mininterval=5)
    with bar, Log(args.run, run.step) as log:
        stretch = Stretch(run, log, held, args)
        for some in sheets_from(sheets, range(run.step, args.steps), args.workers):
            if time.monotonic() > deadline:
                break
            rate = args.learning_rate * rate_factor(run.step, args.steps, args.warm_up)
            stretch.after_step(train_step(run, some, rate, args.device))
            bar.update()
        stretch.keep()


if __name__ == "__main__":
    train(arguments())
