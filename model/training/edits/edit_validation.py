"""How well scenes of the validation split are judged: what is found, what is flagged wrongly."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from evaluation.metrics.auc import roc_auc
from evaluation.metrics.image_metrics import robust_score
from evaluation.metrics.pixel_metrics import false_positive_area, pixel_f1
from fasa.edits.edit_network import EditNetwork
from training.edits.edit_loss import at_labels
from training.edits.edit_sheets import Sheet
from training.precision import autocast
from training.stages.stage import Report

F1, FALSE_AREA, IMAGE_AUC, THRESHOLD = "pixel F1", "false area", "image AUC", "5 % threshold"
_FALSE_ALARMS = 0.05


class Judged(NamedTuple):
    """``f1`` of an edited scene, ``area``, flagged wrongly, of an authentic one; at half size."""

    kind: str
    score: float
    f1: float | None
    area: float | None


def validate(network: EditNetwork, held: Sequence[list[Sheet]], device: str) -> Report:
    """Raises ValueError unless there are edited scenes and authentic ones."""
    sheets = [sheet for some in held for sheet in some]
    return Report({"val": figures(judged(network, sheets, device))})


@torch.inference_mode()
def judged(network: EditNetwork, sheets: Iterable[Sheet], device: str) -> list[Judged]:
    network.eval()
    return [one for sheet in sheets for one in _judged(network, sheet, device)]


def _judged(network: EditNetwork, sheet: Sheet, device: str) -> Iterator[Judged]:
    with autocast(device):
        logits = network(sheet.images.to(device).float(), sheet.picture.to(device))
    fine, truth = at_labels(logits.cpu(), sheet.masks)
    for number, kind in enumerate(sheet.kinds):
        own = sheet.picture == number
        probability, mask = fine[own].sigmoid().numpy(), truth[own].numpy().astype(np.uint8)
        is_edited = bool(mask.any())
        yield Judged(
            kind,
            robust_score(probability),
            f1=pixel_f1(probability, mask) if is_edited else None,
            area=None if is_edited else false_positive_area(probability),
        )


def figures(scenes: list[Judged]) -> dict[str, float]:
    """Pixel F1 at 0.5 (mean over edited scenes), false area (mean over authentic ones), image AUC,
    the score that one in twenty authentic scenes exceeds; then F1 or area of each kind.

    Raises ValueError unless there are both.
    """
    edited = [one for one in scenes if one.f1 is not None]
    authentic = [one for one in scenes if one.f1 is None]
    scores = [one.score for one in (*edited, *authentic)]
    found = {
        F1: float(np.mean([one.f1 for one in edited])),
        FALSE_AREA: float(np.mean([one.area for one in authentic])),
        IMAGE_AUC: roc_auc(scores, np.arange(len(scores)) < len(edited)),
        THRESHOLD: float(np.quantile([one.score for one in authentic], 1 - _FALSE_ALARMS)),
    }
    for kind in sorted({one.kind for one in scenes}):
        own = [one for one in scenes if one.kind == kind]
        found[kind] = float(np.mean([one.area if one.f1 is None else one.f1 for one in own]))
    return found
