"""A network for tests: every part, 64 pixels, a few channels."""

import dataclasses
from pathlib import Path

from fasa.config import Ablation, Config

TINY = Path(__file__).parent / "tiny.toml"


def tiny_config(ablation: Ablation | None = None, attention: str = "similarity") -> Config:
    config = Config.named(str(TINY))
    return dataclasses.replace(
        config,
        decoder=dataclasses.replace(config.decoder, attention=attention),
        ablation=ablation or Ablation(),
    )
