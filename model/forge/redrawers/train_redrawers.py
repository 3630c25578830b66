"""Trains autoencoders to return what they see: ``python -m forge.redrawers.train_redrawers -h``.

Those whose weights are there already are left out.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from data.photographs import Library, data_root
from forge.frozen_weights import WEIGHTS, save
from forge.processings.small_crops import small_crop
from forge.redrawers.design import COUNT, Design, network
from forge.redrawers.redrawer import weights_of

_CROP_PX = 64
_BATCH = 8
_LEARNING_RATE = 2e-3


def train(number: int, library: Library, steps: int) -> nn.Sequential:
    """By the distance of its design, of values and of differences between neighbours."""
    torch.manual_seed(number)
    design, rng = Design.of(number), np.random.default_rng([72, number])
    redrawer = network(design).train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(redrawer.parameters(), lr=_LEARNING_RATE)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = _LEARNING_RATE * (1 - 0.95 * step / steps)
        crops = np.stack([small_crop(library, _CROP_PX, rng) for _ in range(_BATCH)])
        images = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.autocast("cpu", torch.bfloat16):
            made = redrawer(images)
        loss = _distance(made.float() - images, design)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0 or step == steps - 1:
            print(f"{number} {design}: step {step} of {steps}  loss {loss.item():.4f}", flush=True)
    return redrawer


def _distance(error: Tensor, design: Design) -> Tensor:
    neighbours = (error.diff(dim=2), error.diff(dim=3))
    if design.distance == "squared":
        return error.square().mean() + sum(one.square().mean() for one in neighbours)
    return error.abs().mean() + sum(one.abs().mean() for one in neighbours)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--steps", type=int, default=450)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    library = Library(data_root(args.data), "train")
    for number in range(COUNT):
        file = args.out / weights_of(number).name
        if not file.exists():
            save(train(number, library, args.steps), file)


if __name__ == "__main__":
    main()
