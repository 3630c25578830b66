"""One number between training and release: the constant that makes 0.5 the right place to cut."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.labelled import LabelledImage, LabelledSet
from evaluation.detectors.detector import Subject, checked_detection
from evaluation.metrics.pixel_metrics import Map, Mask, false_positive_area, pixel_f1
from evaluation.restore import shrink_mask

SHIFTS = tuple(step / 10 for step in range(-20, 21))
FALSE_AREA = 0.03
"""Share of an authentic image's pixels that may lie above 0.5, on average: what a user sees marked
where nothing is. Without this bound the best pixel F1 decides, which is flat around its highest
value while the false-positive area doubles."""


class Cut(NamedTuple):
    """What a cut at 0.5 gives: mean pixel F1 of manipulated images, mean false-positive area of
    authentic ones."""

    pixel_f1: float
    false_area: float


def choose_shift(cuts: Mapping[float, Cut]) -> float:
    """The shift with the highest pixel F1 among those within ``FALSE_AREA``; where none is within
    it, the one with the smallest false-positive area."""
    within = [shift for shift, cut in cuts.items() if cut.false_area <= FALSE_AREA]
    if within:
        return max(within, key=lambda shift: cuts[shift].pixel_f1)
    return min(cuts, key=lambda shift: cuts[shift].false_area)


def cuts_by_shift(subject: Subject, sets: Sequence[LabelledSet]) -> dict[float, Cut]:
    """For each of ``SHIFTS``, over the images of all sets.

    Raises ValueError where they hold no manipulated image with a mask, or no authentic one.
    """
    f1s, areas = [], []
    for image in (image for labelled in sets for image in labelled.images):
        probability, mask = _detected(subject, image)
        if not image.is_manipulated:
            areas.append([false_positive_area(shifted) for shifted in _shifted(probability)])
        elif mask is not None and mask.any():
            f1s.append([pixel_f1(shifted, mask) for shifted in _shifted(probability)])
    if not (f1s and areas):
        raise ValueError(
            "a calibration needs manipulated images with masks and authentic ones, "
            f"received {len(f1s)} and {len(areas)}: name a validation set of each"
        )
    means = zip(np.mean(f1s, axis=0).tolist(), np.mean(areas, axis=0).tolist(), strict=True)
    return {shift: Cut(*pair) for shift, pair in zip(SHIFTS, means, strict=True)}


def _detected(subject: Subject, image: LabelledImage) -> tuple[Map, Mask | None]:
    """The map and the truth of one image, at the model's size."""
    seen = image.seen(subject.view)
    truth = image.truth(seen.width, seen.height)
    probability = checked_detection(subject.detect, seen.pixels[None]).probability[0]
    return probability, None if truth is None else shrink_mask(truth, subject.view.size)


def _shifted(probability: Map) -> list[Map]:
    """The map after each shift of its logits, which multiplies the odds by exp(shift)."""
    odds = [probability * np.exp(shift) for shift in SHIFTS]
    return [one / (one + 1 - probability) for one in odds]
