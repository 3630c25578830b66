"""The objective (paper section 3.4, eqs. 4 and 10)."""

import torch
from torch import Tensor
from torch.nn.functional import (
    adaptive_avg_pool2d,
    binary_cross_entropy_with_logits,
    log_softmax,
    max_pool2d,
)

from data.score import top_count
from fasa.config import Loss
from fasa.model import Prediction


def edge_band(mask: Tensor, kernel: int) -> Tensor:
    """1 where both classes lie within kernel // 2 pixels, (B, 1, H, W) of {0, 1}.

    The image border is no edge; an all-0 or all-1 mask has an empty band.
    Assumption: made on the mask at model size, so the width does not depend on the photo's size.
    """
    return _square(mask, kernel) * _square(1 - mask, kernel)


def _square(mask: Tensor, kernel: int) -> Tensor:
    """The largest of rows, then of columns: the same as of squares, with fewer comparisons."""
    rows = max_pool2d(mask, (1, kernel), stride=1, padding=(0, kernel // 2))
    return max_pool2d(rows, (kernel, 1), stride=1, padding=(kernel // 2, 0))


def contrastive_loss(patch_logits: Tensor, mask: Tensor) -> Tensor:
    """L_con of eq. 4: InfoNCE of every patch against the two prototypes.

    Assumption: the label of a mixed patch is its manipulated fraction, which equals eq. 4 for pure
    patches. Shapes: patch_logits (B, 2, h, w), mask (B, 1, H, W).
    """
    fraction = adaptive_avg_pool2d(mask, patch_logits.shape[2:])
    labels = torch.cat([1 - fraction, fraction], dim=1)
    return -(labels * log_softmax(patch_logits.float(), dim=1)).sum(dim=1).mean()


def dice_loss(logits: Tensor, mask: Tensor) -> Tensor:
    """1 - Dice per image, averaged over the images that hold a manipulated pixel; 0 if none do."""
    p, m = logits.sigmoid().flatten(1), mask.flatten(1)
    dice = (2 * (p * m).sum(1) + 1) / (p.sum(1) + m.sum(1) + 1)
    present = (m.amax(1) > 0).to(p.dtype)
    return ((1 - dice) * present).sum() / present.sum().clamp(min=1)


def image_loss(logits: Tensor, mask: Tensor) -> Tensor:
    """BCE of the mean of each map's highest 0.1 % of logits, which the image decision rests on.

    The label is whether the mask holds a manipulated pixel. Not in the paper, whose score (eq. 9)
    gets no loss of its own: a few high pixels cost an authentic map next to nothing per pixel.
    """
    flat = logits.flatten(1)
    highest = flat.topk(top_count(flat.shape[1])).values.mean(dim=1)
    return binary_cross_entropy_with_logits(highest, mask.flatten(1).amax(1))


def objective(
    prediction: Prediction, mask: Tensor, loss: Loss, edge_ramp: float = 1.0
) -> dict[str, Tensor]:
    """Eq. 10 and its terms: ``total``, ``bce``, ``edge``, ``contrastive``, ``dice``,
    ``image``.

    The edge term is the BCE weighted by the band and averaged over ALL pixels; ``edge_ramp`` in
    0..1 lets its weight grow from zero. Shapes: mask (B, 1, H, W) of {0, 1}.
    """
    logits = prediction.logits.float()
    per_pixel = binary_cross_entropy_with_logits(logits, mask, reduction="none")
    band = edge_band(mask, loss.edge_kernel)
    terms = {
        "bce": per_pixel.mean(),
        "edge": (per_pixel * band).mean(),
        "contrastive": logits.new_zeros(())
        if prediction.patch_logits is None
        else contrastive_loss(prediction.patch_logits, mask),
        "dice": dice_loss(logits, mask) if loss.dice > 0 else logits.new_zeros(()),
        "image": image_loss(logits, mask) if loss.image > 0 else logits.new_zeros(()),
    }
    total = (
        loss.bce * terms["bce"]
        + loss.edge * edge_ramp * terms["edge"]
        + loss.contrastive * terms["contrastive"]
        + loss.dice * terms["dice"]
        + loss.image * terms["image"]
    )
    return {"total": total, **terms}
