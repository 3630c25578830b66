"""Trains one configuration on packed sets; stops at ``--max-seconds`` and resumes where it was.

python train.py --config compact --set .cache/train-256:1 --val .cache/val-256 --run runs/a
"""

import argparse
import json
import time
from pathlib import Path

import torch
from tqdm import tqdm

from fasa.config import Config
from fasa.losses import objective
from fasa.model import Fasa
from fasa.pretrained import Pretrained, read_weights
from training.packed_set import PackedSet
from training.run import Run, rate_factor
from training.sampler import BatchSampler, WeightedSet
from training.validate import validate


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
    parser.add_argument("--efficientnet-lite", type=Path, help="EfficientNet-Lite0 to start from")
    parser.add_argument("--start", type=Path, help="trained weights to go on from, .safetensors")
    parser.add_argument("--size", type=int, help="input size in pixels instead of the config's")
    parser.add_argument("--window", type=int, help="train on random windows of this side in pixels")
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--stop-after", type=int, help="stop at this step, keeping the schedule")
    parser.add_argument("--log-every", type=int, default=100, help="steps; also checkpoints")
    parser.add_argument("--validate-every", type=int, default=500, help="steps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def weighted(text: str) -> WeightedSet:
    path, _, weight = text.partition(":")
    return WeightedSet(PackedSet.open(Path(path)), float(weight or 1))


def log(run: Path, record: dict[str, object]) -> None:
    with (run / "log.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")
    tqdm.write(json.dumps(record))


def step_once(run: Run, sampler: BatchSampler, args: argparse.Namespace) -> dict[str, float]:
    """One optimizer step; returns the terms of the loss."""
    factor = rate_factor(run.step, args.steps, args.warm_up)
    for group in run.optimizer.param_groups:
        group["lr"] = group["base_rate"] * factor
    images, masks = (t.to(args.device, non_blocking=True) for t in sampler(run.step))
    images = images.contiguous(memory_format=torch.channels_last)
    with torch.autocast(args.device, torch.bfloat16):
        prediction = run.model(images)
    ramp = min(1.0, run.step / (0.2 * args.steps))
    terms = objective(prediction, masks, run.model.config.loss, ramp)
    run.optimizer.zero_grad(set_to_none=True)
    terms["total"].backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.average.update_parameters(run.model)
    run.step += 1
    return {name: term.item() for name, term in terms.items()}


def whole(run: Run, config: Config) -> Fasa:
    """The running average at the configuration's size, which windows may undercut."""
    model = Fasa(config)
    model.load_state_dict(run.average.module.state_dict())
    return model.to(next(run.model.parameters()).device, memory_format=torch.channels_last)


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    config = Config.named(args.config).at_size(args.size)
    args.run.mkdir(parents=True, exist_ok=True)
    model = Fasa(config.at_size(args.window))
    published = Pretrained(args.clip, args.clip_text, args.convnext, args.efficientnet_lite)
    published.load_into(model)
    if args.start:
        model.load_state_dict(read_weights(args.start))
    model.to(args.device, memory_format=torch.channels_last)
    run = Run.start(model, args.learning_rate, args.weight_decay, args.average)
    checkpoint = args.run / "checkpoint.pt"
    if checkpoint.exists():
        run.load(checkpoint)
    sampler = BatchSampler(
        [weighted(s) for s in args.set], args.batch, args.authentic_share, args.seed, args.window
    )
    validation = [PackedSet.open(path) for path in args.val]
    deadline = time.monotonic() + args.max_seconds
    last = min(args.steps, args.stop_after or args.steps)
    model.train()
    with tqdm(total=args.steps, initial=run.step, unit="step", mininterval=5) as bar:
        while run.step < last and time.monotonic() < deadline:
            terms = step_once(run, sampler, args)
            bar.update()
            bar.set_postfix({name: f"{value:.3f}" for name, value in terms.items()})
            if run.step % args.log_every == 0:
                log(args.run, {"step": run.step, **{k: round(v, 4) for k, v in terms.items()}})
                run.save(checkpoint)
            if run.step % args.validate_every == 0:
                for pictures in validation:
                    found = validate(whole(run, config), pictures, args.device)
                    log(args.run, {"step": run.step, "val": pictures.path.name, **found})
    run.save(checkpoint)


if __name__ == "__main__":
    train(arguments())
