"""All figures of one detector on one set."""

from collections.abc import Sequence

import numpy as np

from data.labelled import LabelledSet
from evaluation.detectors.detector import Subject
from evaluation.measure import Measurement, measure, sources_of
from evaluation.reports.authentic_report import area_report, by_variant
from evaluation.reports.image_report import image_report
from evaluation.reports.pixel_report import by_operation, pixel_report
from evaluation.reports.schema import Report


def evaluate(subject: Subject, labelled: LabelledSet) -> Report:
    """Runs the detector over the whole set.

    Raises ValueError for a broken image or mask, and for a detector that breaks its contract.
    """
    measurements, masks_sha256 = measure(subject, labelled)
    manipulated = [one for one in measurements if one.image.is_manipulated]
    authentic = [one for one in measurements if not one.image.is_manipulated]
    return {
        "detector": subject.name,
        "set": labelled.name,
        "inputSize": subject.view.size,
        "decidedBy": subject.thresholds.decided_by,
        "listSha256": labelled.list_sha256,
        "masksSha256": masks_sha256,
        "imageCount": len(measurements),
        "manipulatedCount": len(manipulated),
        "authenticCount": len(authentic),
        "sourceCount": _source_count(measurements),
        "pixel": pixel_report(manipulated),
        "nativePixel": pixel_report(manipulated, native=True),
        "byOperation": by_operation(manipulated),
        "score": image_report(measurements, "score", subject.thresholds),
        "robustScore": image_report(measurements, "robustScore", subject.thresholds),
        "falsePositiveArea": area_report(authentic),
        "nativeFalsePositiveArea": area_report(authentic, native=True),
        "byVariant": by_variant(authentic, subject.thresholds),
    }


def _source_count(measurements: Sequence[Measurement]) -> int | None:
    has_sources = any(one.image.source is not None for one in measurements)
    return len(np.unique(sources_of(measurements))) if has_sources else None
