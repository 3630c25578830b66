"""All figures of one detector on one packed set."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from evaluation.bootstrap import Estimate, auc_estimate, mean_estimate
from evaluation.detector import Detector
from evaluation.image import image_scores, robust_score
from evaluation.pixel import PixelScores, false_positive_area, pixel_scores, pooled
from training.packed_set import PackedSet

AUTHENTIC = "authentic"
_UNNAMED = "manipulated"
_BATCH = 16


class PixelReport(TypedDict):
    """Means over manipulated images; ``pooledF1`` counts all their pixels as one image."""

    f1: Estimate
    iou: Estimate
    auc: Estimate
    permutedF1: Estimate
    pooledF1: float


class ImageReport(TypedDict):
    """``auc`` is None where one class is absent; rates are at ``threshold``, strict."""

    auc: Estimate | None
    threshold: float
    f1: float
    accuracy: float
    balancedAccuracy: float
    falsePositiveRate: float


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
    image: ImageReport
    robustImage: ImageReport
    falsePositiveArea: FalsePositiveArea | None


class _Measured:
    """One entry per image, gathered batch by batch."""

    def __init__(self) -> None:
        self.scores: list[float] = []
        self.robust_scores: list[float] = []
        self.areas: list[float] = []
        self.pixels: dict[str, list[PixelScores]] = {}


def evaluate(name: str, detector: Detector, packed: PackedSet, threshold: float = 0.5) -> Report:
    """Runs the detector over the whole set, the last short batch included."""
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
        "image": _image_report(measured.scores, manipulated, threshold),
        "robustImage": _image_report(measured.robust_scores, manipulated, threshold),
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
        detection = detector(np.ascontiguousarray(packed.images[chosen]))
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


def _pixel_report(scores: Sequence[PixelScores]) -> PixelReport:
    return {
        "f1": mean_estimate([one.f1 for one in scores]),
        "iou": mean_estimate([one.iou for one in scores]),
        "auc": mean_estimate([one.auc for one in scores]),
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
        "falsePositiveRate": at.false_positive_rate,
    }


def _area_report(areas: Sequence[float]) -> FalsePositiveArea:
    return {
        "mean": mean_estimate(areas),
        "p95": float(np.quantile(areas, 0.95)),
        "anyFraction": float(np.mean(np.array(areas) > 0)),
    }
