"""FASA, whole (paper section 3): two branches, their injection, the decoder and the score."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from fasa.alignment import PatchSemanticAlignment
from fasa.clip_vit import ClipVit
from fasa.config import Config, Semantic, Side
from fasa.decoder import PrototypeGuidedDecoder, SimpleDecoder, upsample
from fasa.dual_band_dct import DualBandDct
from fasa.efficientnet_lite import EfficientNetLite, EfficientNetLiteEncoder
from fasa.semantic_encoder import SemanticEncoder
from fasa.side_adapter import SideAdapter
from fasa.side_pathway import IMAGENET_MEAN, IMAGENET_STD, SidePathway


@dataclass(frozen=True)
class Prediction:
    """``logits`` (B, 1, H, W) as trained; ``patch_logits`` (B, 2, h, w) of eq. 4, None when the
    alignment is switched off; ``relative_cut`` as in the configuration."""

    logits: Tensor
    patch_logits: Tensor | None
    relative_cut: float = 0.0

    @property
    def probability(self) -> Tensor:
        """Eq. 8: (B, 1, H, W) in 0..1, 0.5 where a logit is ``relative_cut`` of the highest one."""
        if self.relative_cut == 0:
            return self.logits.sigmoid()
        highest = self.logits.amax(dim=(1, 2, 3), keepdim=True)
        return (self.logits - self.relative_cut * highest).sigmoid()

    @property
    def score(self) -> Tensor:
        """Eq. 9: (B,), the highest probability anywhere."""
        return self.probability.amax(dim=(1, 2, 3))


class Fasa(nn.Module):
    """Image (B, 3, S, S) in 0..1 -> Prediction at the same size. Both normalisations are inside."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        switch = config.ablation
        channels = 9 if switch.adb else 3
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD)[:, None, None], persistent=False)
        dct = config.dct
        self.bands = (
            DualBandDct(config.input_size, dct.low_cutoff, dct.high_cutoff, dct.sharpness)
            if switch.adb
            else nn.Identity()
        )
        self.side = build_side(config.side, channels)
        self.encoder = build_encoder(config.semantic) if switch.psa else None
        self.alignment = _alignment(config, self.encoder)
        self.adapters = _adapters(config, self.encoder, self.side.widths)
        self.decoder = _decoder(config, channels, self.side.widths)
        if switch.pgfmd and not switch.psa:
            self.free_query = nn.Parameter(torch.randn(config.alignment.embedding))

    @property
    def query(self) -> Tensor:
        """What PG-FMD asks the features for, unit length, (e,): t_f, or the free vector."""
        if self.alignment is None:
            return normalize(self.free_query, dim=0)
        return self.alignment.fake_prototype

    def forward(self, rgb: Tensor) -> Prediction:
        frequency = self.bands((rgb - self.mean) / self.std)
        if self.encoder is None or self.alignment is None:
            logits = self._decoded(self.side(frequency), frequency)
            return Prediction(logits, None, self.config.relative_cut)
        semantic_map = self.alignment(self.encoder(rgb))
        maps = self.side(frequency, lambda s, features: self._inject(s, features, semantic_map))
        beside = [] if self.adapters else [semantic_map]
        logits = self._decoded(maps, frequency, beside)
        return Prediction(logits, self.alignment.logits(semantic_map), self.config.relative_cut)

    def _inject(self, stage: int, features: Tensor, semantic_map: Tensor) -> Tensor:
        """Eq. 5: F'_s = F_s + A_s(S)."""
        return features + self.adapters[stage](semantic_map) if self.adapters else features

    def _decoded(
        self, maps: list[Tensor], frequency: Tensor, beside: Sequence[Tensor] = ()
    ) -> Tensor:
        """Logits at the image's size; ``beside`` are maps that only the simple decoder reads."""
        if isinstance(self.decoder, PrototypeGuidedDecoder):
            logits = self.decoder(maps, self.query, frequency)
        else:
            logits = self.decoder([*maps, *beside])
        return self._upsampled(logits, frequency)

    @staticmethod
    def _upsampled(logits: Tensor, image: Tensor) -> Tensor:
        return upsample(logits.float(), image.shape[2:])

    def shift(self, logit: float) -> None:
        """Adds a constant to the logits of ``Prediction.probability``, for calibration."""
        self.decoder.shift(logit / (1 - self.config.relative_cut))

    def fold(self) -> "Fasa":
        """Makes all that no input changes a constant: DCT operators, prototype filters."""
        if isinstance(self.bands, DualBandDct):
            self.bands.fold()
        if isinstance(self.decoder, PrototypeGuidedDecoder):
            self.decoder.fold(self.query)
        return self


def build_side(side: Side, channels: int) -> SidePathway | EfficientNetLite:
    """Raises ValueError when the kind and its table do not go together."""
    if side.kind == "efficientnet_lite":
        return EfficientNetLite(channels, side.variant)
    if side.convnext is None:
        raise ValueError("side.kind = convnext needs the table [side.convnext]")
    return SidePathway(channels, side.convnext.depths, side.convnext.widths)


def build_encoder(semantic: Semantic) -> SemanticEncoder:
    """Raises ValueError when the kind and its table do not go together."""
    if semantic.kind == "efficientnet_lite":
        encoder: SemanticEncoder = EfficientNetLiteEncoder(
            semantic.input_size, semantic.layers, semantic.variant
        )
    else:
        if semantic.vit is None:
            raise ValueError(f"semantic.kind = {semantic.kind} needs the table [semantic.vit]")
        v = semantic.vit
        encoder = ClipVit(semantic.input_size, v.patch, v.width, v.depth, v.heads, semantic.layers)
    return encoder.freeze() if semantic.frozen else encoder


def _alignment(config: Config, encoder: SemanticEncoder | None) -> PatchSemanticAlignment | None:
    if encoder is None:
        return None
    a = config.alignment
    return PatchSemanticAlignment(encoder.widths, a.width, a.embedding, a.heads)


def _adapters(
    config: Config, encoder: SemanticEncoder | None, widths: Sequence[int]
) -> nn.ModuleList:
    """One adapter a stage; none when SF-SA is off. Raises ValueError when the grids do not nest."""
    if encoder is None or not config.ablation.sfsa:
        return nn.ModuleList()
    coarsest = config.input_size // 32
    if encoder.grid != coarsest:
        raise ValueError(
            f"semantic grid {encoder.grid} must equal the coarsest stage, input_size / 32 = "
            f"{coarsest}: change semantic.input_size or semantic.patch"
        )
    width, depthwise = config.alignment.width, config.adapter.depthwise
    return nn.ModuleList(
        SideAdapter(width, channels, doublings, depthwise)
        for doublings, channels in zip((3, 2, 1, 0), widths, strict=True)
    )


def _decoder(
    config: Config, channels: int, widths: Sequence[int]
) -> PrototypeGuidedDecoder | SimpleDecoder:
    d = config.decoder
    if config.ablation.pgfmd:
        return PrototypeGuidedDecoder(
            widths,
            config.alignment.embedding,
            d.value_width,
            d.heads,
            channels,
            d.gate_width,
            d.attention,
        )
    beside = config.ablation.psa and not config.ablation.sfsa
    extra = (config.alignment.width,) if beside else ()
    return SimpleDecoder((*widths, *extra), d.value_width)
