"""An autoencoder of our own, held out: it measures what a detector makes of a generator unseen.

RGB in 0..1 to 8 channels at 1/4. Upsamples by transposed convolution, so its spectral fingerprint
is not that of nearest-neighbour upsampling. Made by
``python -m forge.autoencoders.train_autoencoder``.
"""

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from forge.autoencoders.autoencoder import Autoencoder, inference

NAME = "unseen"
WEIGHTS = Path(__file__).parents[1] / "weights" / "unseen.safetensors"
FACTOR = 4
_LATENTS = 8
_NARROW = 32
_WIDE = 64


class Residual(nn.Module):
    """x + two convolutions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.silu(x + self.conv(x))


def network() -> nn.ModuleDict:
    """``encoder`` and ``decoder``, 0.34 M parameters, weights at random."""
    encoder = nn.Sequential(
        nn.Conv2d(3, _NARROW, 4, stride=2, padding=1), Residual(_NARROW),
        nn.Conv2d(_NARROW, _WIDE, 4, stride=2, padding=1), Residual(_WIDE),
        nn.Conv2d(_WIDE, _LATENTS, 3, padding=1),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Conv2d(_LATENTS, _WIDE, 3, padding=1), Residual(_WIDE), Residual(_WIDE),
        nn.ConvTranspose2d(_WIDE, _NARROW, 4, stride=2, padding=1), Residual(_NARROW),
        nn.ConvTranspose2d(_NARROW, 3, 4, stride=2, padding=1),
    )  # fmt: skip
    return nn.ModuleDict({"encoder": encoder, "decoder": decoder})


def save(trained: nn.ModuleDict, path: Path = WEIGHTS) -> None:
    """As float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {name: value.half().contiguous() for name, value in trained.state_dict().items()}
    save_file(state, path)


def load(path: Path = WEIGHTS) -> Autoencoder:
    modules = network()
    modules.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    modules = inference(modules)
    return Autoencoder(NAME, modules["encoder"], modules["decoder"], FACTOR)
