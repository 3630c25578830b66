"""Runs a detector over a set: one measurement per image."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.labelled import LabelledImage, LabelledSet
from data.pixels import Pixels
from evaluation.detectors.detector import Subject, checked_detection
from evaluation.metrics.image_metrics import robust_score
from evaluation.metrics.pixel_metrics import (
    Map,
    PixelScores,
    false_positive_area,
    pixel_recall,
    pixel_scores,
)
from evaluation.restore import restore, shrink_mask
from evaluation.thresholds import SCORES, ScoreName, Thresholds

BATCH = 16


@dataclass(frozen=True)
class Measurement:
    """What one image adds to a report, at the model's size and at its own (``native``).

    Pixel scores are those of a manipulated image, areas those of an authentic one; either is None
    for the other. ``recalls``: the share of manipulated pixels above each threshold.
    """

    image: LabelledImage
    scores: dict[ScoreName, float]
    pixel: PixelScores | None = None
    native_pixel: PixelScores | None = None
    recalls: dict[float, float] = field(default_factory=dict)
    area: float | None = None
    native_area: float | None = None


class Measured(NamedTuple):
    """``masks_sha256``: of all true masks' bytes, {0, 1} at their own sizes, in order."""

    images: list[Measurement]
    masks_sha256: str


def sources_of(measurements: Sequence[Measurement]) -> NDArray[np.str_]:
    """What is resampled together; an image without a source is its own."""
    return np.array([one.image.source or one.image.name for one in measurements])


class _Seen(NamedTuple):
    """An image, what the detector says of it and the truth."""

    image: LabelledImage
    probability: Map
    scores: dict[ScoreName, float]
    native_probability: Map | None
    truth: Pixels | None


def measure(subject: Subject, labelled: LabelledSet) -> Measured:
    """Every image, the last short batch included.

    Raises ValueError for a broken image or mask, and for a detector that breaks its contract.
    """
    digest = hashlib.sha256()
    measurements = []
    progress = tqdm(total=len(labelled.images), desc=f"{subject.name}, {labelled.name}", delay=2)
    with progress:
        for seen in _detections(subject, labelled):
            if seen.truth is not None:
                digest.update(np.ascontiguousarray(seen.truth).tobytes())
            measurements.append(_measurement(seen, subject.thresholds))
            progress.update()
    return Measured(measurements, digest.hexdigest())


def _detections(subject: Subject, labelled: LabelledSet) -> Iterator[_Seen]:
    for start in range(0, len(labelled.images), BATCH):
        images = labelled.images[start : start + BATCH]
        decoded = [image.seen(subject.view) for image in images]
        pictures = np.stack([one.pixels for one in decoded])
        detection = checked_detection(subject.detect, pictures)
        rows = zip(images, decoded, *detection, strict=True)
        for image, (_, width, height), probability, score in rows:
            yield _Seen(
                image=image,
                probability=probability,
                scores={"score": float(score), "robustScore": robust_score(probability)},
                native_probability=(
                    restore(probability, width, height) if labelled.is_native else None
                ),
                truth=image.truth(width, height),
            )


def _measurement(seen: _Seen, thresholds: Thresholds) -> Measurement:
    native = seen.native_probability
    if not seen.image.is_manipulated:
        return Measurement(
            seen.image,
            seen.scores,
            area=false_positive_area(seen.probability),
            native_area=None if native is None else false_positive_area(native),
        )
    if seen.truth is None:
        return Measurement(seen.image, seen.scores)
    if native is not None and not seen.truth.any():
        raise ValueError(
            f"{seen.image.name}: its mask marks nothing; expected 255 where it was manipulated"
        )
    truth = shrink_mask(seen.truth, len(seen.probability))
    # A small region can fall between the samples of the nearest pixel.
    is_left = bool(truth.any())
    return Measurement(
        seen.image,
        seen.scores,
        pixel=pixel_scores(seen.probability, truth) if is_left else None,
        native_pixel=None if native is None else pixel_scores(native, seen.truth),
        recalls=_recalls(seen.probability, truth, thresholds) if is_left else {},
    )


def _recalls(probability: Map, truth: Pixels, thresholds: Thresholds) -> dict[float, float]:
    stated: Sequence[float] = [
        threshold
        for score in SCORES
        for threshold in (thresholds.of(score), *thresholds.points(score).values())
    ]
    return {threshold: pixel_recall(probability, truth, threshold) for threshold in set(stated)}
