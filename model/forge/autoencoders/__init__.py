"""The latent autoencoders that re-synthesise regions, and who may see which."""

from pathlib import Path

from data.photographs import Split
from forge.autoencoders import taef2, unseen
from forge.autoencoders.autoencoder import Autoencoder

GENERATORS = (taef2.NAME, unseen.NAME)


def load_generator(name: str, root: Path, split: Split) -> Autoencoder | None:
    """None when the data folder holds no generators.

    Raises ValueError for the held-out generator outside ``test``: a model that trained on it, or
    was chosen on it, would have seen it.
    """
    if name == unseen.NAME:
        if split != "test":
            raise ValueError(
                f"generator {unseen.NAME!r} is held out: expected split 'test', received {split!r}"
            )
        return unseen.load()
    return taef2.load(root) if taef2.is_present(root) else None
