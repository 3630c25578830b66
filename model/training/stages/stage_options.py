"""What a stage is told on its command line."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import torch


class StageOptions(Namespace):
    """Named as on the command line; ``run.json`` keeps them."""

    parts: Path
    val: Path
    run: Path
    start: Path | None
    steps: int
    batch: int
    window: int
    learning_rate: float
    weight_decay: float
    warm_up: int
    average: float
    val_windows: int
    max_seconds: float
    log_every: int
    validate_every: int
    seed: int
    threads: int
    workers: int
    device: str


def stage_parser(
    about: str | None, piece: str, *, start: str, steps: int, learning_rate: float, val_windows: int
) -> ArgumentParser:
    """``piece``: what a batch is of, in help; ``start`` is help, too. The rest are defaults."""
    parser = ArgumentParser(description=about)
    add = parser.add_argument
    add("--parts", type=Path, required=True, help="pack of forge.traces.make_parts")
    add("--val", type=Path, required=True, help="pack of the split val")
    add("--run", type=Path, required=True, help="folder of checkpoint and log")
    add("--start", type=Path, help=start)
    add("--steps", type=int, default=steps)
    add("--batch", type=int, default=32, help=f"{piece}s a step")
    add("--window", type=int, default=256, help=f"side of a {piece} in pixels")
    add("--learning-rate", type=float, default=learning_rate)
    add("--weight-decay", type=float, default=0.01)
    add("--warm-up", type=int, default=200, help="steps")
    add("--average", type=float, default=0.999, help="decay of the running average")
    add("--val-windows", type=int, default=val_windows, help=f"{piece}s")
    add("--max-seconds", type=float, default=float("inf"))
    add("--log-every", type=int, default=50, help="steps; also checkpoints")
    add("--validate-every", type=int, default=500, help="steps")
    add("--seed", type=int, default=0)
    add("--threads", type=int, default=torch.get_num_threads())
    add("--workers", type=int, default=1, help=f"processes that make {piece}s")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser
