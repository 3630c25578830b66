"""taef2's structure with random weights: decodes nonsense, deterministically."""

from pathlib import Path

import numpy as np
import torch

from forge.autoencoders import taef2
from forge.autoencoders.autoencoder import Autoencoder, inference


def random_taef2() -> Autoencoder:
    torch.manual_seed(0)
    encoder, decoder = inference(taef2.encoder()), inference(taef2.decoder())
    return Autoencoder(taef2.NAME, encoder, decoder, factor=8)


def write_generators(root: Path, autoencoder: Autoencoder) -> None:
    folder = root / taef2.FOLDER
    folder.mkdir()
    for part in ("encoder", "decoder"):
        state = getattr(autoencoder, part).state_dict()
        halves = {name: value.numpy().astype(np.float16) for name, value in state.items()}
        np.savez(folder / f"{taef2.NAME}_{part}.npz", **halves)
