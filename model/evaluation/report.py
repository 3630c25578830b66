"""All figures of one detector on one packed set."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

import numpy as np

from evaluation.bootstrap import Estimate, auc_estimate, mean_estimate
from evaluation.detector import Detection, Detector, Pictures
from evaluation.image import image_scores, robust_score
from evaluation.pixel import PixelScores, false_positive_area, pixel_scores, pooled
from forge.sample import AUTHENTIC
from training.packed_set import PackedSet

_UNNAMED = "manipulated"
_BATCH = 16


class PixelReport(TypedDict):
    """Means over manipulated images; ``pooledF1`` counts all their pixels as one image.

    ``auc`` leaves out images whose mask is all ones, and is None when that is all of them.
    """

    f1: Estimate
    iou: Estimate
    auc: Estimate | None
    permutedF1: Estimate
    pooledF1: float


class ImageReport(TypedDict):
    """Of one score; the rates are at ``threshold``, strict. None where a class is absent."""

    auc: Estimate | None
    threshold: float
    f1: float
    accuracy: float
    balancedAccuracy: float | None
    truePositiveRate: float | None
    falsePositiveRate: float | None


class FalsePositiveArea(TypedDict):
    """Flagged fraction of authentic images' pixels; ``anyFraction`` of images with one flagged."""

    mean: Estimate
    p95: float
    anyFraction: float


class Report(TypedDict):
    """``byOperation`` names each operation of the pack; fractions in [0, 1] throughout."""

    detector: str
    set: str
    masksSha256: str
    imageCount: int
    manipulatedCount: int
    authenticCount: int
    pixel: PixelReport | None
    byOperation: dict[str, PixelReport]
    score: ImageReport
    robustScore: ImageReport
    falsePositiveArea: FalsePositiveArea | None


class Thresholds(NamedTuple):
    """Above which an image is called manipulated: by eq. 9's maximum, by the robust score."""

    score: float = 0.5
    robust_score: float = 0.5


DEFAULT_THRESHOLDS = Thresholds()


class _Measured:
    """One entry per image, gathered batch by batch."""

    def __init__(self) -> None:
        self.scores: list[float] = []
        self.robust_scores: list[float] = []
        self.areas: list[float] = []
        self.pixels: dict[str, list[PixelScores]] = {}


def evaluate(
    name: str, detector: Detector, packed: PackedSet, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> Report:
    """Runs the detector over the whole set, the last short batch included.

    Raises ValueError when the detector's output has a wrong shape or a value that is not finite.
    """
    operations = operations_of(packed)
    manipulated = np.array([operation != AUTHENTIC for operation in operations])
    measured = _measure(detector, packed, operations)
    everything = [scores for group in measured.pixels.values() for scores in group]
    return {
        "detector": name,
        "set": packed.path.name,
        "masksSha256": packed.about["masksSha256"],
        "imageCount": len(packed),
        "manipulatedCount": int(manipulated.sum()),
        "authenticCount": int((~manipulated).sum()),
        "pixel": _pixel_report(everything) if everything else None,
        "byOperation": {
            key: _pixel_report(group) for key, group in sorted(measured.pixels.items())
        },
        "score": _image_report(measured.scores, manipulated, thresholds.score),
        "robustScore": _image_report(measured.robust_scores, manipulated, thresholds.robust_score),
        "falsePositiveArea": _area_report(measured.areas) if measured.areas else None,
    }


def operations_of(packed: PackedSet) -> list[str]:
    """The pack's operation names; where it has none, an image with an empty mask is authentic."""
    named = packed.about.get("operations")
    if named is None:
        return [_UNNAMED if mask.any() else AUTHENTIC for mask in packed.masks]
    if len(named) != len(packed):
        raise ValueError(f"{packed.path}: {len(packed)} images but {len(named)} operations")
    return list(named)


def _measure(detector: Detector, packed: PackedSet, operations: Sequence[str]) -> _Measured:
    measured = _Measured()
    for start in range(0, len(packed), _BATCH):
        chosen = slice(start, start + _BATCH)
        detection = _checked(detector, np.ascontiguousarray(packed.images[chosen]))
        measured.scores.extend(detection.score.tolist())
        rows = zip(detection.probability, packed.masks[chosen], operations[chosen], strict=True)
        for probability, mask, operation in rows:
            measured.robust_scores.append(robust_score(probability))
            if operation == AUTHENTIC:
                measured.areas.append(false_positive_area(probability))
            elif mask.any():
                scores = pixel_scores(probability, mask)
                measured.pixels.setdefault(operation, []).append(scores)
    return measured


def _checked(detector: Detector, images: Pictures) -> Detection:
    detection = detector(images)
    probability, score = detection
    if probability.shape != images.shape[:3] or score.shape != images.shape[:1]:
        raise ValueError(
            f"expected maps of {images.shape[:3]} and scores of {images.shape[:1]}, "
            f"received {probability.shape} and {score.shape}"
        )
    if not (np.isfinite(probability).all() and np.isfinite(score).all()):
        raise ValueError("the detector returned a value that is not finite")
    return detection


def _pixel_report(scores: Sequence[PixelScores]) -> PixelReport:
    aucs = [one.auc for one in scores if one.auc is not None]
    return {
        "f1": mean_estimate([one.f1 for one in scores]),
        "iou": mean_estimate([one.iou for one in scores]),
        "auc": mean_estimate(aucs) if aucs else None,
        "permutedF1": mean_estimate([one.permuted_f1 for one in scores]),
        "pooledF1": pooled([one.counts for one in scores]).f1,
    }


def _image_report(
    scores: Sequence[float], manipulated: np.ndarray, threshold: float
) -> ImageReport:
    both = manipulated.any() and not manipulated.all()
    at = image_scores(np.array(scores), manipulated, threshold)
    return {
        "auc": auc_estimate(scores, manipulated) if both else None,
        "threshold": threshold,
        "f1": at.f1,
        "accuracy": at.accuracy,
        "balancedAccuracy": at.balanced_accuracy,
        "truePositiveRate": at.true_positive_rate,
        "falsePositiveRate": at.false_positive_rate,
    }


def _area_report(areas: Sequence[float]) -> FalsePositiveArea:
    return {
        "mean": mean_estimate(areas),
        "p95": float(np.quantile(areas, 0.95)),
        "anyFraction": float(np.mean(np.array(areas) > 0)),
    }
