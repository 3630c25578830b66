"""``python -m history.training.train_history --pack PACK --val PACK --steps 8000 --run RUN``

Trains the history network. Started again it goes on from ``RUN/checkpoint.pt``; ``log.jsonl``
gains a line each time it validates. ``--start`` goes on from weights as .safetensors.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader

from history.network import HistoryNetwork
from history.training.batches import Batch, Batches
from history.training.cell_losses import losses_of
from history.training.cell_validation import rows_of, summary, table
from history.training.evidence_pack import Pack
from history.weights import read_weights, write_weights
from training.run import CHECKPOINT, Run, rate_factor

_WARM_UP_STEPS = 100
_WEIGHT_DECAY = 0.01
_AVERAGE_DECAY = 0.998
_LARGEST_GRADIENT = 1.0
_STANDARD_PICTURES = 2000
_LOG_STEPS = 100
_SAVE_SECONDS = 120


def standardise(network: HistoryNetwork, packs: list[Pack]) -> None:
    """Sets what evidence is centred on and divided by, from a sample of the pictures."""
    rng = np.random.default_rng(0)
    numbered = [(pack, number) for pack in packs for number in range(len(pack))]
    chosen = rng.permutation(len(numbered))[:_STANDARD_PICTURES]
    pictures = [numbered[index][0].picture(numbered[index][1]) for index in chosen]
    cells = [picture.planes.reshape(len(picture.planes), -1)[:, ::97] for picture in pictures]
    sample = np.concatenate(cells, axis=1).astype(np.float32)
    low, centre, high = np.quantile(sample, [0.1, 0.5, 0.9], axis=1)
    # Between the deciles lie 2.56 deviations; planes that are mostly zero have tails beyond.
    spread = np.maximum((high - low) / 2.56, 0.35 * sample.std(1))
    figures = np.stack([picture.figures for picture in pictures])
    network.centre.copy_(torch.from_numpy(centre))
    network.spread.copy_(torch.from_numpy(np.maximum(spread, 0.01)))
    network.figure_centre.copy_(torch.from_numpy(figures.mean(0)))
    network.figure_spread.copy_(torch.from_numpy(figures.std(0) + 1e-3))


def train_step(run: Run, batch: Batch, rate: float) -> list[float]:
    for group in run.optimizer.param_groups:
        group["lr"] = rate
    run.optimizer.zero_grad()
    losses = losses_of(run.model(batch.evidence, batch.valid, batch.figures, batch.whole), batch)
    losses.total.backward()
    run.update(_LARGEST_GRADIENT)
    return [float(part.detach()) for part in losses]


def validated(run: Run, pack: Pack, log: Path, about: dict[str, Any]) -> None:
    rows = list(rows_of(run.average.module, pack))
    line = {"step": run.step, **about, **summary(rows)}
    print(json.dumps(line), flush=True)
    print(table(rows), flush=True)
    with log.open("a") as file:
        file.write(json.dumps(line) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, action="append", required=True)
    parser.add_argument("--val", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from, as .safetensors")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--validate-every", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--run", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.run.mkdir(parents=True, exist_ok=True)
    packs = [Pack(folder) for folder in args.pack]
    network = read_weights(args.start) if args.start else HistoryNetwork()
    if not args.start:
        standardise(network, packs)
    run = Run.start(network.train(), args.rate, _WEIGHT_DECAY, _AVERAGE_DECAY)
    checkpoint = args.run / CHECKPOINT
    if checkpoint.exists():
        run.load(checkpoint)
    batches = Batches(packs, network, args.seed)
    print(f"{len(batches)} pictures, from step {run.step} of {args.steps}", flush=True)
    loader = DataLoader(
        batches, batch_size=None, sampler=range(run.step, args.steps), num_workers=1
    )
    seen, started, saved = [], time.monotonic(), time.monotonic()
    val = Pack(args.val)
    for batch in loader:
        rate = args.rate * rate_factor(run.step, args.steps, _WARM_UP_STEPS)
        seen.append(train_step(run, Batch(*batch), rate))
        if run.step % _LOG_STEPS == 0:
            parts = " ".join(f"{part:.3f}" for part in np.mean(seen[-_LOG_STEPS:], axis=0))
            print(f"step {run.step} {time.monotonic() - started:.0f} s  {parts}", flush=True)
        if time.monotonic() - saved > _SAVE_SECONDS or run.step == args.steps:
            run.save(checkpoint)
            saved = time.monotonic()
        if run.step % args.validate_every == 0 or run.step == args.steps:
            validated(run, val, args.run / "log.jsonl", {"loss": float(np.mean(seen[-500:], 0)[0])})
    write_weights(run.average.module, args.run / "history.safetensors")


if __name__ == "__main__":
    main()
