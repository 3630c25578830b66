"""Trains a network that fills holes: ``python -m forge.inpainters.train_filler --help``."""

import argparse
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from data.photographs import Library, data_root
from forge.frozen_weights import save
from forge.inpainters.filler import KINDS, network, weights_of, with_hole
from forge.inpainters.irregular import irregular_region
from forge.processings.small_crops import small_crop

_CROP_PX = 128
_BATCH = 8
_LEARNING_RATE = 1e-3
_ADVERSARIAL_WEIGHT = 0.03
_ALONE_SHARE = 0.4
"""Of the steps: first without an opponent, which could otherwise not be fooled."""


def opponent() -> nn.Sequential:
    """Says of each patch whether it was painted: (N, 4, H, W) -> (N, 1, H / 16, W / 16)."""
    widths = (4, 32, 64, 96, 96)
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [
            spectral_norm(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1)),
            nn.LeakyReLU(0.2),
        ]
    return nn.Sequential(*layers, spectral_norm(nn.Conv2d(widths[-1], 1, 3, padding=1)))


def train(kind: str, library: Library, steps: int, seed: int) -> nn.Sequential:
    """L1 everywhere and of differences between neighbours; then against an opponent as well
    (hinge loss). The learning rate falls to a tenth."""
    torch.manual_seed(seed)
    filler, critic = (
        module.train().to(memory_format=torch.channels_last)
        for module in (network(kind), opponent())
    )
    ours = torch.optim.Adam(filler.parameters(), lr=_LEARNING_RATE, betas=(0.5, 0.9))
    theirs = torch.optim.Adam(critic.parameters(), lr=_LEARNING_RATE / 2, betas=(0.5, 0.9))
    for step, (images, holes) in zip(range(steps), _batches(library, seed), strict=False):
        ours.param_groups[0]["lr"] = _LEARNING_RATE * (1 - 0.9 * step / steps)
        with torch.autocast("cpu", torch.bfloat16):
            made = filler(with_hole(images, holes)).float()
        whole = images * (1 - holes) + made * holes
        loss = _distance(made, images, holes)
        if step >= _ALONE_SHARE * steps:
            _teach(critic, theirs, images, whole.detach(), holes)
            loss = loss - _ADVERSARIAL_WEIGHT * _said(critic, whole, holes).mean()
        ours.zero_grad()
        loss.backward()
        ours.step()
        if step % 100 == 0:
            print(f"{kind}: step {step} of {steps}  loss {loss.item():.4f}", flush=True)
    return filler


def _teach(
    critic: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    images: Tensor,
    painted: Tensor,
    holes: Tensor,
) -> None:
    real, false = (_said(critic, one, holes) for one in (images, painted))
    loss = (1 - real).relu().mean() + (1 + false).relu().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def _said(critic: nn.Sequential, images: Tensor, holes: Tensor) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        return critic(torch.cat([images, holes], dim=1)).float()


def _distance(made: Tensor, images: Tensor, holes: Tensor) -> Tensor:
    """Pixels outside the hole are known: there a network of any use returns them."""
    error = made - images
    differences = error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    return error.abs().mean() + (error.abs() * holes).mean() + differences


def _batches(library: Library, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
    rng = np.random.default_rng(seed)
    while True:
        crops = np.stack([small_crop(library, _CROP_PX, rng) for _ in range(_BATCH)])
        holes = np.stack([irregular_region((_CROP_PX, _CROP_PX), rng) for _ in range(_BATCH)])
        images = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 127.5 - 1
        yield images, torch.from_numpy(holes)[:, None].float()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--kind", choices=list(KINDS), required=True)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="file, else where shipped weights are")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    trained = train(args.kind, Library(data_root(args.data), "train"), args.steps, args.seed)
    save(trained, args.out or weights_of(args.kind))


if __name__ == "__main__":
    main()
