"""What the history network is trained on."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from history.cells import EDITED, UNSURE
from history.network import Seen
from history.training.batches import Batch

_EDITED_WEIGHT = 2.0
_OVERLAP, _PICTURE, _SHOWS = 0.5, 0.4, 0.15


class Losses(NamedTuple):
    """``total`` is what is minimised; the others are its parts before their weights."""

    total: Tensor
    cells: Tensor
    overlap: Tensor
    picture: Tensor
    shows: Tensor


def losses_of(seen: Seen, batch: Batch) -> Losses:
    """Each picture counts the same, however many cells it has."""
    logits = seen.edited[:, 0]
    known = (batch.labels != UNSURE).float()
    edited = (batch.labels == EDITED).float()
    cells = _mean(_cross_entropy(logits, edited) * (1 + (_EDITED_WEIGHT - 1) * edited), known)
    has_edit = (edited.sum((1, 2)) > 0).float()
    overlap = _average(_dice_gap(logits, edited, known), has_edit)
    answered = (batch.picture >= 0).float()
    picture = _average(_cross_entropy(seen.picture, batch.picture.clamp_min(0)), answered)
    shows = _average(_mean(_shows_loss(seen, edited), known), has_edit)
    total = cells.mean() + _OVERLAP * overlap + _PICTURE * picture + _SHOWS * shows
    return Losses(total, cells.mean(), overlap, picture, shows)


def _shows_loss(seen: Seen, edited: Tensor) -> Tensor:
    """Would an edit be found here? Of an edited cell: it was. Of an untouched one that is taken for
    edited: no. Of the others: as likely as the edits of this window were found."""
    found = (seen.edited[:, 0].detach() > 0).float()
    recall = (found * edited).sum((1, 2)) / edited.sum((1, 2)).clamp_min(1)
    goal = torch.where(edited > 0, found, recall[:, None, None] * (1 - found))
    return _cross_entropy(seen.shows[:, 0], goal)


def _dice_gap(logits: Tensor, edited: Tensor, known: Tensor) -> Tensor:
    probability = logits.sigmoid() * known
    common = (probability * edited).sum((1, 2))
    sizes = probability.sum((1, 2)) + edited.sum((1, 2))
    return 1 - (2 * common + 1) / (sizes + 1)


def _cross_entropy(logits: Tensor, goal: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, goal, reduction="none")


def _mean(values: Tensor, known: Tensor) -> Tensor:
    return (values * known).sum((1, 2)) / known.sum((1, 2)).clamp_min(1)


def _average(values: Tensor, counts: Tensor) -> Tensor:
    return (values * counts).sum() / counts.sum().clamp_min(1)
