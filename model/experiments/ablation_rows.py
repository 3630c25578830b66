"""The configurations that are compared with equal training: the rows of the paper's Table 4."""

from dataclasses import asdict, replace
from typing import Any, NamedTuple

import tomli_w

from fasa.config import Ablation, Config

SWITCHES = ("adb", "psa", "sfsa", "pgfmd")


class Row(NamedTuple):
    """``config.name`` is the row's."""

    config: Config
    title: str

    @property
    def lite_variant(self) -> int | None:
        """Of the EfficientNet-Lite whose published weights the row starts from; None without.

        Raises ValueError when the row has two of them.
        """
        config = self.config
        parts = [config.side, config.semantic] if config.ablation.psa else [config.side]
        variants = {part.variant for part in parts if part.kind == "efficientnet_lite"}
        if len(variants) > 1:
            raise ValueError(f"{config.name}: expected one EfficientNet-Lite, received {variants}")
        return variants.pop() if variants else None


def ablation(base: Config) -> list[Row]:
    """The paper's Table 4 on ``base``, and both readings of eq. 6 for its last row."""
    titles = ("side pathway, simple decoder", "+ ADB-DCT", "+ PSA", "+ SF-SA", "+ PG-FMD")
    rows = []
    for count, title in enumerate(titles):
        switches = {switch: index < count for index, switch in enumerate(SWITCHES)}
        name = SWITCHES[count - 1] if count else "baseline"
        rows.append(Row(replace(base, name=name, ablation=Ablation(**switches)), title))
    pooled = replace(
        rows[-1].config, name="pooled", decoder=replace(base.decoder, attention="pooled")
    )
    return [*rows, Row(pooled, "+ PG-FMD, eq. 6 pooled")]


NOTE = "Each row adds one part to the row above; the last two differ in eq. 6 alone."
"""What a reader of the table must know."""


def to_toml(config: Config) -> str:
    """A file that ``Config.named`` reads back as the same configuration."""
    return tomli_w.dumps(_without_none(asdict(config)))


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if value is not None
    }
