"""Trains one configuration on packed sets; stops at ``--max-seconds`` and resumes where it was.

python -m training.train --config compact --set .cache/train-256:1 --val .cache/val-256 --run runs/a
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from data.packed_set import PackedSet
from fasa.config import Config
from fasa.losses import objective
from fasa.model import Fasa
from fasa.pretrained import Pretrained, read_weights
from training.log import Log
from training.precision import autocast
from training.process import set_up
from training.run import CHECKPOINT, Run, rate_factor
from training.run_manifest import RunManifest
from training.sampler import BatchSampler, WeightedSet
from training.validation import validate


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="a name in configs/, or a .toml file")
    parser.add_argument("--set", action="append", required=True, metavar="DIR[:WEIGHT]")
    parser.add_argument("--val", action="append", type=Path, default=[], metavar="DIR")
    parser.add_argument("--run", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--warm-up", type=int, default=200, help="steps")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the running average")
    parser.add_argument("--authentic-share", type=float, default=1 / 3)
    parser.add_argument("--clip", type=Path, help="CLIP image tower to start from, .safetensors")
    parser.add_argument("--clip-text", type=Path, help="Hugging Face CLIP directory for prototypes")
    parser.add_argument("--convnext", type=Path, help="ConvNeXt weights to start from")
    parser.add_argument("--efficientnet-lite", type=Path, help="EfficientNet-Lite to start from")
    parser.add_argument("--start", type=Path, help="trained weights to go on from, .safetensors")
    parser.add_argument("--size", type=int, help="input size in pixels instead of the config's")
    parser.add_argument("--window", type=int, help="train on random windows of this side in pixels")
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--stop-after", type=int, help="stop at this step, keeping the schedule")
    parser.add_argument("--log-every", type=int, default=100, help="steps; also checkpoints")
    parser.add_argument("--validate-every", type=int, default=500, help="steps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def weighted(text: str) -> WeightedSet:
    path, _, weight = text.partition(":")
    return WeightedSet(PackedSet.open(Path(path)), float(weight or 1))


class Batches(Dataset):
    """The sampler as a data set whose items are whole batches, numbered by step."""

    def __init__(self, sampler: BatchSampler) -> None:
        self.sampler = sampler

    def __getitem__(self, step: int) -> tuple[Tensor, Tensor]:
        return self.sampler(step)


def batches(sampler: BatchSampler, steps: range, workers: int) -> Iterator[tuple[Tensor, Tensor]]:
    """The batches of ``steps`` in order, made ahead by ``workers`` processes; 0 makes them here."""
    loader = DataLoader(
        Batches(sampler),
        batch_size=None,
        sampler=steps,
        num_workers=workers,
        pin_memory=torch.cuda.is_available(),
    )
    return iter(loader)


def step_once(
    run: Run, batch: tuple[Tensor, Tensor], args: argparse.Namespace
) -> dict[str, Tensor]:
    """One optimizer step; returns the terms of the loss."""
    factor = rate_factor(run.step, args.steps, args.warm_up)
    for group in run.optimizer.param_groups:
        group["lr"] = group["base_rate"] * factor
    images, masks = (t.to(args.device, non_blocking=True) for t in batch)
    images = images.contiguous(memory_format=torch.channels_last)
    with autocast(args.device):
        prediction = run.model(images)
    ramp = min(1.0, run.step / (0.2 * args.steps))
    terms = objective(prediction, masks, run.model.config.loss, ramp)
    run.optimizer.zero_grad(set_to_none=True)
    terms["total"].backward()
    run.update(largest_gradient=1.0)
    return {name: term.detach() for name, term in terms.items()}


def averaged_model(run: Run, config: Config) -> Fasa:
    """The running average at the configuration's size, which windows may undercut."""
    model = Fasa(config)
    model.load_state_dict(run.average.module.state_dict())
    return model.to(next(run.model.parameters()).device, memory_format=torch.channels_last)


def start_from(model: Fasa, path: Path) -> None:
    """Raises ValueError naming the file when its weights are those of another network."""
    try:
        model.load_state_dict(read_weights(path))
    except RuntimeError as error:
        raise ValueError(
            f"{path}: expected weights of configuration {model.config.name!r}; {error}"
        ) from error


def start_or_resume(args: argparse.Namespace, config: Config) -> Run:
    """The run as its checkpoint left it, or at its first step."""
    model = Fasa(config)
    published = Pretrained(args.clip, args.clip_text, args.convnext, args.efficientnet_lite)
    published.load_into(model)
    if args.start:
        start_from(model, args.start)
    model.to(args.device, memory_format=torch.channels_last)
    run = Run.start(model, args.learning_rate, args.weight_decay, args.average)
    if (args.run / CHECKPOINT).exists():
        run.load(args.run / CHECKPOINT)
    return run


def train(args: argparse.Namespace) -> None:
    set_up(args.threads, args.seed)
    config = Config.named(args.config).at_size(args.size)
    args.run.mkdir(parents=True, exist_ok=True)
    run = start_or_resume(args, config.at_size(args.window))
    sets = [weighted(s) for s in args.set]
    validation = [PackedSet.open(path) for path in args.val]
    starts = [args.clip, args.convnext, args.efficientnet_lite, args.start]
    manifest = RunManifest(
        args.run,
        config,
        vars(args),
        [(s.pictures, s.weight) for s in sets],
        validation,
        [path for path in starts if path],
    )
    sampler = BatchSampler(sets, args.batch, args.authentic_share, args.seed, args.window)
    last = min(args.steps, args.stop_after or args.steps)
    deadline = time.monotonic() + args.max_seconds
    run.model.train()
    bar = tqdm(total=args.steps, initial=run.step, unit="step", mininterval=5)
    with bar, Log(args.run, run.step) as log:
        for batch in batches(sampler, range(run.step, last), args.workers):
            if time.monotonic() > deadline:
                break
            terms = step_once(run, batch, args)
            bar.update()
            if run.step % args.log_every == 0:
                log.write(run.step, "train", {name: t.item() for name, t in terms.items()})
                run.save(args.run / CHECKPOINT)
            if run.step % args.validate_every == 0:
                for pictures in validation:
                    found = validate(averaged_model(run, config), pictures, args.device)
                    log.write(run.step, pictures.path.name, found)
                    manifest.add_metrics(run.step, pictures.path.name, found)
    run.save(args.run / CHECKPOINT)


if __name__ == "__main__":
    train(arguments())
