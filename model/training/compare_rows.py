"""The configurations that are compared with equal training: backbones, and the paper's Table 4."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import tomli_w

from fasa.config import Ablation, Config, ConvNext, Semantic, Side

ATTO = ConvNext(depths=(2, 2, 6, 2), widths=(40, 80, 160, 320))
"""ConvNeXt-Atto (Woo et al., 2023); Femto is that of ``compact-femto``."""
LITE = Side("efficientnet_lite")
LITE1 = replace(LITE, variant=1)
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

    @property
    def is_distilled(self) -> bool:
        """Whether its semantic encoder starts from what ``training.distill`` wrote."""
        semantic = self.config.semantic
        return self.config.ablation.psa and semantic.kind == "small_vit" and semantic.frozen


def backbones(base: Config) -> list[Row]:
    """``base`` with other trunks. Where a row does not say otherwise, the side pathway is a trained
    and the semantic encoder a frozen EfficientNet-Lite0, both with published weights."""
    lite = replace(_semantic("compact", base), frozen=True)
    vit = _semantic("compact-vit", base)
    lite1 = replace(lite, variant=1)
    plain = replace(base, side=LITE, semantic=lite)
    no_semantics = replace(base.ablation, psa=False, sfsa=False)

    def row(name: str, title: str, **parts: Any) -> Row:
        return Row(replace(plain, name=name, **parts), title)

    return [
        row("side-atto", "side ConvNeXt-Atto from scratch", side=Side("convnext", ATTO)),
        row("side-femto", "side ConvNeXt-Femto from scratch", side=_side("compact-femto")),
        row("none", "no semantic encoder", ablation=no_semantics),
        row("lite-frozen", "semantic EfficientNet-Lite0, frozen"),
        row("lite-trained", "semantic EfficientNet-Lite0, trained", semantic=_trained(lite)),
        row("vit-distilled", "semantic small ViT, distilled and frozen", semantic=vit),
        row("vit-joint", "semantic small ViT, trained from scratch", semantic=_trained(vit)),
        row("lite1", "side and semantic EfficientNet-Lite1", side=LITE1, semantic=lite1),
    ]


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


ROWS: dict[str, Callable[[Config], list[Row]]] = {"backbones": backbones, "ablation": ablation}

NOTES = {
    "backbones": (
        "Where a row does not say otherwise, the side pathway is a trained and the semantic "
        "encoder a frozen EfficientNet-Lite0, both with published ImageNet weights. Without an "
        "encoder there is no PSA, no SF-SA and no contrastive loss; ADB-DCT and PG-FMD stay, a "
        "free vector in the fake prototype's place."
    ),
    "ablation": "Each row adds one part to the row above; the last two differ in eq. 6 alone.",
}
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


def _side(name: str) -> Side:
    return Config.named(name).side


def _semantic(name: str, base: Config) -> Semantic:
    return Config.named(name).at_size(base.input_size).semantic


def _trained(semantic: Semantic) -> Semantic:
    return replace(semantic, frozen=False)
