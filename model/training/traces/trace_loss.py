"""Cross-entropy over the kinds, weighted so that what is common or plain does not rule."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, interpolate

from forge.traces.trace_kinds import KINDS, UNTOUCHED

_UNTOUCHED_WEIGHT = 0.35
_FAINT_WEIGHT = 1.6
_FAINT = (
    "jpeg 67-82", "jpeg 83-95", "webp", "avif", "blur 0.4-0.8", "noise 0.7-2", "noise 2-5",
    "reduced by area", "reduced by lanczos", "bilateral", "camera denoised", "toned", "autoencoder",
)  # fmt: skip
"""What real edits leave, and what is learnt last."""
_LABEL_STRIDE = 2
"""Labels are compared at a half of the window's side: logits come at a quarter."""


def kind_weights() -> Tensor:
    """(kinds,)"""
    weight = dict.fromkeys(KINDS, 1.0) | dict.fromkeys(_FAINT, _FAINT_WEIGHT)
    weight[UNTOUCHED] = _UNTOUCHED_WEIGHT
    return torch.tensor([weight[kind] for kind in KINDS])


def trace_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """logits (B, kinds, S / 4, S / 4), labels (B, S, S) uint8, weights (kinds,) -> scalar."""
    small = labels[:, ::_LABEL_STRIDE, ::_LABEL_STRIDE].long()
    fine = interpolate(logits, size=small.shape[1:], mode="bilinear", align_corners=False)
    return cross_entropy(fine, small, weights)
