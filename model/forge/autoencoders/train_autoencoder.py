"""Trains the held-out autoencoder on photographs.

python -m forge.autoencoders.train_autoencoder --help
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from data.photographs import Library, data_root
from data.pixels import Pixels
from forge.autoencoders import unseen
from forge.autoencoders.autoencoder import Autoencoder

_CROP_PX = 128
_BATCH = 8
_LEARNING_RATE = 2e-3
_GRADIENT_WEIGHT = 1.0


def train(library: Library, steps: int, seed: int) -> nn.ModuleDict:
    """L1 of pixels and of their differences to the neighbours, which keeps edges sharp.

    The learning rate falls to zero in a straight line.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    modules = unseen.network().train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(modules.parameters(), lr=_LEARNING_RATE)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = _LEARNING_RATE * (1 - step / steps)
        batch = torch.from_numpy(np.stack([_crop(library, rng) for _ in range(_BATCH)]))
        batch = batch.permute(0, 3, 1, 2).float() / 255
        loss = _loss(modules["decoder"](modules["encoder"](batch)), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"step {step} of {steps}  loss {loss.item():.4f}", flush=True)
    return modules


def psnr_db(autoencoder: Autoencoder, library: Library) -> float:
    """Mean over the library's photos of a whole round trip."""
    errors = []
    for name in library.names:
        pixels = library.photo(name).pixels
        height, width = pixels.shape[:2]
        remade = autoencoder.decode(autoencoder.encode(pixels))[:height, :width]
        errors.append(cv2.PSNR(pixels, remade))
    return float(np.mean(errors))


def _crop(library: Library, rng: np.random.Generator) -> Pixels:
    pixels = library.pick(rng).pixels
    top, left = (rng.integers(0, side - _CROP_PX + 1) for side in pixels.shape[:2])
    return pixels[top : top + _CROP_PX, left : left + _CROP_PX]


def _loss(remade: Tensor, original: Tensor) -> Tensor:
    error = remade - original
    differences = error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    return error.abs().mean() + _GRADIENT_WEIGHT * differences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--steps", type=int, default=1800)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=unseen.WEIGHTS)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    root = data_root(args.data)
    unseen.save(train(Library(root, "train"), args.steps, args.seed), args.out)
    print(f"{args.out}: {psnr_db(unseen.load(args.out), Library(root, 'val')):.2f} dB on val")


if __name__ == "__main__":
    main()
