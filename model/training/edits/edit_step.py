"""The loss of one step of the second stage."""

from collections.abc import Iterator

from torch import Tensor

from fasa.edits.edit_network import EditNetwork
from training.edits.edit_loss import edit_loss
from training.edits.edit_sheets import Sheet
from training.precision import autocast


def step_losses(network: EditNetwork, sheets: list[Sheet], device: str) -> Iterator[Tensor]:
    """Of each sheet; their sum is the mean over sheets, weighted by their pictures."""
    pictures = sum(len(sheet.kinds) for sheet in sheets)
    for sheet in sheets:
        images, masks, picture = (part.to(device) for part in sheet[:3])
        with autocast(device):
            logits = network(images.float(), picture)
        yield edit_loss(logits, masks, picture) * (len(sheet.kinds) / pictures)
