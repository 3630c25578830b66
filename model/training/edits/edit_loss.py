"""Which pixels were edited, which region, and whether any were: three terms."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, interpolate

from fasa.losses import dice_loss, image_loss

_IMAGE_WEIGHT = 0.3
LABEL_STRIDE = 2
"""Masks are compared at a half of the tile's side: logits come at a quarter."""


def at_labels(logits: Tensor, masks: Tensor) -> tuple[Tensor, Tensor]:
    """Logits (N, 1, T / 4, T / 4) and masks (N, T, T) of {0, 1}, both as (N, T / 2, T / 2)."""
    truth = masks[:, ::LABEL_STRIDE, ::LABEL_STRIDE].float()
    fine = interpolate(logits, size=truth.shape[1:], mode="bilinear", align_corners=False)
    return fine[:, 0], truth


def edit_loss(logits: Tensor, masks: Tensor, picture: Tensor) -> Tensor:
    """Cross-entropy of all pixels; soft Dice of each edited picture; cross-entropy of each
    picture's highest logits, which the decision rests on: authentic ones count there too.

    logits (N, 1, T / 4, T / 4), masks (N, T, T), picture (N,) from 0 on -> scalar.
    """
    fine, truth = at_labels(logits, masks)
    dice, image, edited = [], [], []
    for number in range(int(picture.max()) + 1):
        own, mask = (part[picture == number].reshape(1, -1) for part in (fine, truth))
        dice.append(dice_loss(own, mask))
        image.append(image_loss(own, mask))
        edited.append(mask.amax())
    pixels = binary_cross_entropy_with_logits(fine, truth)
    regions = torch.stack(dice).sum() / torch.stack(edited).sum().clamp(min=1)
    return pixels + regions + _IMAGE_WEIGHT * torch.stack(image).mean()
