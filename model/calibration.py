"""One number between training and release: the constant that makes 0.5 the right place to cut."""

from collections.abc import Sequence

import numpy as np

from evaluation.detector import Subject, checked_detection
from evaluation.labelled import LabelledSet
from evaluation.pixel import pixel_f1
from evaluation.restore import shrink_mask

SHIFTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
WORTH = 0.005
"""Of pixel F1: below that a larger shift is not taken, since it costs false-positive area."""


def choose_shift(f1_of: dict[float, float]) -> float:
    """The smallest shift whose F1 is within ``WORTH`` of the best; of two signs the negative."""
    best = max(f1_of.values())
    return min((s for s, f1 in f1_of.items() if f1 >= best - WORTH), key=lambda s: (abs(s), s))


def shifted_f1(subject: Subject, sets: Sequence[LabelledSet]) -> dict[float, float]:
    """Mean pixel F1 at 0.5 on the manipulated images of all sets, for each of ``SHIFTS``."""
    found: dict[float, list[float]] = {shift: [] for shift in SHIFTS}
    for labelled in sets:
        for image in labelled.images:
            if not image.is_manipulated:
                continue
            seen = image.seen(subject.view)
            truth = image.truth(seen.width, seen.height)
            if truth is None:
                continue
            mask = shrink_mask(truth, subject.view.size)
            probability = checked_detection(subject.detect, seen.pixels[None]).probability[0]
            for shift, values in found.items():
                # p after the shift is above 0.5 where p before lies above sigmoid(-shift).
                above = probability > 1 / (1 + np.exp(shift))
                values.append(pixel_f1(above.astype(np.float32), mask))
    return {shift: float(np.mean(values)) for shift, values in found.items()}
