"""The named configurations of the one network, read from ``configs/*.toml``."""

import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

CONFIGS = Path(__file__).parent.parent / "configs"


@dataclass(frozen=True)
class Ablation:
    """Switches behind the five rows of the paper's Table 4; each row adds one.

    ``psa = false`` builds no semantic encoder. With ``pgfmd = true`` beside it, which is no row of
    that table, a free vector stands in for the fake prototype: the rest of the network is kept.
    """

    adb: bool = True
    psa: bool = True
    sfsa: bool = True
    pgfmd: bool = True

    def __post_init__(self) -> None:
        if self.sfsa and not self.psa:
            raise ValueError("ablation: sfsa needs psa = true (it injects its map)")


@dataclass(frozen=True)
class Dct:
    """ADB-DCT. Cutoffs are fractions of the highest frequency, sharpness is the slope beta."""

    low_cutoff: float = 0.05
    high_cutoff: float = 0.05
    sharpness: float = 50.0


@dataclass(frozen=True)
class Vit:
    """A vision transformer's patch side in pixels, channels, blocks and attention heads."""

    patch: int
    width: int
    depth: int
    heads: int


@dataclass(frozen=True)
class Semantic:
    """The semantic encoder. ``layers`` are the 0-based blocks (or stages) whose tokens are kept;
    ``vit`` is for CLIP's transformer, ``variant`` for EfficientNet-Lite 0 to 2."""

    kind: Literal["clip_vit", "efficientnet_lite"]
    input_size: int
    layers: tuple[int, ...]
    frozen: bool
    vit: Vit | None = None
    variant: int = 0


@dataclass(frozen=True)
class Alignment:
    """PSA: width d of the semantic map, width e of the space shared with the prototypes."""

    width: int
    embedding: int
    heads: int


@dataclass(frozen=True)
class ConvNext:
    """Blocks and channels per stage."""

    depths: tuple[int, int, int, int]
    widths: tuple[int, int, int, int]


@dataclass(frozen=True)
class Side:
    """The side pathway: a ConvNeXt of the given size, or EfficientNet-Lite ``variant``, 0 to 2."""

    kind: Literal["convnext", "efficientnet_lite"]
    convnext: ConvNext | None = None
    variant: int = 0


@dataclass(frozen=True)
class Adapter:
    """SF-SA. ``depthwise`` makes the last 3x3 convolution depthwise."""

    depthwise: bool = False


@dataclass(frozen=True)
class Decoder:
    """PG-FMD. ``attention`` names the reading of eq. 6."""

    value_width: int
    heads: int
    gate_width: int
    attention: Literal["similarity", "pooled"] = "similarity"


@dataclass(frozen=True)
class Loss:
    """Weights of eq. 10 and of two terms beyond it: Dice, which keeps a run from scratch off the
    all-zero map, and that of the image decision."""

    bce: float = 1.0
    edge: float = 20.0
    contrastive: float = 1.0
    dice: float = 0.0
    image: float = 0.0
    edge_kernel: int = 7


@dataclass(frozen=True)
class Config:
    """``relative_cut`` is what a logit is cut at, as a share of the picture's highest: 0.5 of the
    probability lies there. 0 cuts every picture at the same logit (eq. 8)."""

    name: str
    version: str
    input_size: int
    semantic: Semantic
    alignment: Alignment
    side: Side
    decoder: Decoder
    relative_cut: float = 0.0
    ablation: Ablation = field(default_factory=Ablation)
    dct: Dct = field(default_factory=Dct)
    adapter: Adapter = field(default_factory=Adapter)
    loss: Loss = field(default_factory=Loss)

    def __post_init__(self) -> None:
        if not 0 <= self.relative_cut < 1:
            raise ValueError(f"relative_cut: expected 0 to below 1, received {self.relative_cut}")

    @classmethod
    def named(cls, name: str) -> Self:
        """Loads ``configs/<name>.toml``, or the file when ``name`` ends in ``.toml``.

        Raises FileNotFoundError listing the names that exist.
        """
        path = Path(name) if name.endswith(".toml") else CONFIGS / f"{name}.toml"
        if not path.is_file():
            known = sorted(p.stem for p in CONFIGS.glob("*.toml"))
            raise FileNotFoundError(f"no configuration {name!r}: expected one of {known}")
        return cls.from_dict(tomllib.loads(path.read_text()))

    def at_size(self, size: int | None) -> Self:
        """The same network for another input size; the encoder's input keeps its proportion.

        None returns the configuration as it is.
        """
        if size is None:
            return self
        semantic_size = self.semantic.input_size * size // self.input_size
        semantic = replace(self.semantic, input_size=semantic_size)
        return replace(self, input_size=size, semantic=semantic)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Raises TypeError naming any key that is missing or unknown."""
        return _build(cls, values)


def _build(kind: type, values: dict[str, Any]) -> Any:
    """A dataclass from plain values: tables become nested dataclasses, lists become tuples."""
    nested = {f.name: table for f in fields(kind) if (table := _table(f.type)) is not None}
    return kind(
        **{
            key: _build(nested[key], value)
            if key in nested
            else tuple(value)
            if isinstance(value, list)
            else value
            for key, value in values.items()
        }
    )


def _table(annotation: Any) -> type | None:
    """The dataclass in an annotation that is one, or one or None."""
    return next((t for t in (annotation, *get_args(annotation)) if is_dataclass(t)), None)
