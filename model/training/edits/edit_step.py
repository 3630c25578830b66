"""One step of the second stage."""

import torch

from fasa.edits.edit_network import EditNetwork
from training.edits.edit_loss import edit_loss
from training.edits.edit_sheets import Sheet
from training.precision import autocast
from training.run import Run

_LARGEST_GRADIENT = 2.0


def train_step(run: Run[EditNetwork], sheets: list[Sheet], rate: float, device: str) -> float:
    """One optimizer step; returns the loss, a mean over pictures' sheets."""
    for group in run.optimizer.param_groups:
        group["lr"] = rate
    run.optimizer.zero_grad(set_to_none=True)
    total, pictures = 0.0, sum(len(sheet.kinds) for sheet in sheets)
    for sheet in sheets:
        images, masks, picture = (part.to(device) for part in sheet[:3])
        with autocast(device):
            logits = run.model(images.float(), picture)
        loss = edit_loss(logits, masks, picture) * (len(sheet.kinds) / pictures)
        loss.backward()
        total += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), _LARGEST_GRADIENT)
    run.optimizer.step()
    run.average.update_parameters(run.model)
    run.step += 1
    return total
