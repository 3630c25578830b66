"""Where a detector fails worst: manipulated images missed, authentic ones called manipulated."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.labelled import LabelledImage, LabelledSet
from evaluation.detectors.detector import Subject
from evaluation.measure import Measurement, measure
from evaluation.reports.picture import save_picture, side_by_side
from evaluation.thresholds import Thresholds


class Failure(NamedTuple):
    """``f1`` is None for an authentic image; at its own size where that is known."""

    file: str
    image: LabelledImage
    score: float
    f1: float | None


def write_gallery(subject: Subject, labelled: LabelledSet, count: int, out: Path) -> list[Failure]:
    """At most ``count`` of either kind, worst first, each as image, map and truth side by side."""
    measurements = measure(subject, labelled).images
    decided_by = subject.thresholds.decided_by
    chosen = {
        "miss": worst_misses(measurements)[:count],
        "false-alarm": worst_false_alarms(measurements, subject.thresholds)[:count],
    }
    out.mkdir(parents=True, exist_ok=True)
    failures = [
        Failure(f"{kind}-{rank:02}.png", one.image, one.scores[decided_by], _f1(one))
        for kind, group in chosen.items()
        for rank, one in enumerate(group, start=1)
    ]
    for failure in failures:
        _save(subject, failure.image, out / failure.file)
    return failures


def worst_misses(measurements: Sequence[Measurement]) -> list[Measurement]:
    """Manipulated images with a mask, the lowest F1 first; of equal ones the larger region."""
    with_mask = [one for one in measurements if one.native_pixel or one.pixel]
    return sorted(with_mask, key=lambda one: (_f1(one), -_region(one)))


def worst_false_alarms(
    measurements: Sequence[Measurement], thresholds: Thresholds
) -> list[Measurement]:
    """Authentic images, the highest deciding score first."""
    authentic = [one for one in measurements if not one.image.is_manipulated]
    return sorted(authentic, key=lambda one: -one.scores[thresholds.decided_by])


def _f1(one: Measurement) -> float | None:
    scores = one.native_pixel or one.pixel
    return scores.f1 if scores else None


def _region(one: Measurement) -> float:
    """Manipulated share of the image."""
    counts = (one.native_pixel or one.pixel).counts
    return (counts.true_positives + counts.false_negatives) / sum(counts)


def _save(subject: Subject, image: LabelledImage, path: Path) -> None:
    rgb = image.native()
    height, width = rgb.shape[:2]
    probability = subject.detect(image.seen(subject.view).pixels[None]).probability[0]
    truth = image.truth(width, height)
    mask = np.zeros((height, width), np.uint8) if truth is None else truth
    save_picture(path, side_by_side(rgb, probability, mask))
