"""taef2: the published tiny autoencoder of FLUX.2's latents (MIT). Upsamples by nearest neighbour.

RGB in 0..1 to 32 channels at 1/8. Module indices are the parameter names of its files.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from forge.autoencoders.autoencoder import Autoencoder, inference

NAME = "taef2"
FOLDER = "generators"
_FACTOR = 8
_WIDTH = 64
_LATENTS = 32
_POOL_WIDTH = 256
_POOL_GROUPS = 4


class Block(nn.Module):
    """ReLU(x + three convolutions); a pooling block first adds statistics of the whole picture."""

    def __init__(self, pools: bool = False) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            _conv(_WIDTH, _WIDTH), nn.ReLU(), _conv(_WIDTH, _WIDTH), nn.ReLU(),
            _conv(_WIDTH, _WIDTH),
        )  # fmt: skip
        self.pool = _pool() if pools else None

    def forward(self, x: Tensor) -> Tensor:
        if self.pool is not None:
            x = x + self.pool(x)
        return torch.relu(x + self.conv(x))


class Clamp(nn.Module):
    """Latents softly kept within -3..3."""

    def forward(self, x: Tensor) -> Tensor:
        return 3 * torch.tanh(x / 3)


def encoder() -> nn.Sequential:
    return nn.Sequential(
        _conv(3, _WIDTH), Block(),
        _halve(), Block(), Block(), Block(),
        _halve(), Block(), Block(), Block(),
        _halve(), Block(pools=True), Block(pools=True), Block(pools=True),
        _conv(_WIDTH, _LATENTS),
    )  # fmt: skip


def decoder() -> nn.Sequential:
    return nn.Sequential(
        Clamp(), _conv(_LATENTS, _WIDTH), nn.ReLU(),
        Block(pools=True), Block(pools=True), Block(pools=True),
        *_double(), Block(), Block(), Block(),
        *_double(), Block(), Block(), Block(),
        *_double(), Block(),
        _conv(_WIDTH, 3),
    )  # fmt: skip


def is_present(root: Path) -> bool:
    return (root / FOLDER).is_dir()


def load(root: Path) -> Autoencoder:
    """Raises FileNotFoundError or ValueError naming the file of ``<root>/generators``."""
    encode = _filled(encoder(), root / FOLDER / f"{NAME}_encoder.npz")
    decode = _filled(decoder(), root / FOLDER / f"{NAME}_decoder.npz")
    return Autoencoder(NAME, inference(encode), inference(decode), _FACTOR)


def _filled(module: nn.Module, path: Path) -> nn.Module:
    with np.load(path, allow_pickle=False) as file:
        state = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    try:
        module.load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(f"{path}: expected the parameters of {NAME}: {error}") from error
    return module


def _conv(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)


def _halve() -> nn.Conv2d:
    return nn.Conv2d(_WIDTH, _WIDTH, 3, stride=2, padding=1, bias=False)


def _double() -> tuple[nn.Module, nn.Module]:
    return nn.Upsample(scale_factor=2), nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False)


def _pool() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(_WIDTH, _POOL_WIDTH, 1, bias=False),
        nn.GroupNorm(_POOL_GROUPS, _POOL_WIDTH),
        nn.ReLU(),
        nn.Conv2d(_POOL_WIDTH, _WIDTH, 1, bias=False),
    )
