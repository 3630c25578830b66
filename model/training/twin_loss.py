"""What the twin descriptor learns from: which cells of a picture were taken from one place."""

import torch
from torch import Tensor

SAME_PX = 6
"""Two cells taken from places at most so far apart are twins."""
UNCLEAR_PX = 18
"""Up to here they are neither twins nor strangers, and left out."""
ROWS = 500
"""Cells of a picture that learn in one step."""
_NEVER = -1e4


def pairings(origins: Tensor, whole: Tensor, reach: int) -> tuple[Tensor, Tensor]:
    """(n, 2) and (n,) -> twins (n, n) and left out (n, n), both bool.

    Cells within ``reach`` of each other are left out, as ``TwinSearch`` does; so are those whose
    origins are neither together nor apart.
    """
    grid = round(len(origins) ** 0.5)
    index = torch.arange(grid * grid)
    places = torch.stack([index // grid, index % grid], dim=1)
    near = (places[:, None] - places[None]).abs().amax(dim=2) <= reach
    apart = torch.cdist(origins, origins)
    twins = (apart < SAME_PX) & ~near & whole[None] & whole[:, None]
    return twins, near | ((apart < UNCLEAR_PX) & ~twins)


def twin_loss(
    descriptors: Tensor, origins: Tensor, whole: Tensor, sharpness: Tensor, reach: int
) -> tuple[Tensor, float] | None:
    """InfoNCE of one picture, (d, g, g): every cell with a twin picks it among all others.

    Returns the loss and the share of cells that pick right; None when the picture has no twins.
    """
    twins, left_out = pairings(origins, whole, reach)
    rows = torch.nonzero(twins.any(dim=1))[:, 0]
    if len(rows) == 0:
        return None
    rows = rows[torch.randperm(len(rows))[:ROWS]].to(descriptors.device)
    twins, left_out = twins.to(rows.device)[rows], left_out.to(rows.device)[rows]
    flat = descriptors.flatten(1)
    logits = (sharpness * (flat[:, rows].T @ flat)).masked_fill(left_out, _NEVER)
    right = logits.masked_fill(~twins, _NEVER).logsumexp(dim=1)
    hits = twins.gather(1, logits.argmax(dim=1, keepdim=True)).float().mean().item()
    return (logits.logsumexp(dim=1) - right).mean(), hits
