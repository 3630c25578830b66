"""The report's shape, in JSON as in Python. Fractions in [0, 1] throughout.

Names and values are stable: a field may be added, none changes its meaning.
"""

from typing import TypedDict

from evaluation.metrics.bootstrap import Estimate
from evaluation.thresholds import ScoreName

DECISION = "decision"
"""The threshold that decides, among the points of ``byVariant``."""
UNNAMED_VARIANT = "unnamed"
"""Variant of authentic images that nobody says more about."""


class PixelReport(TypedDict):
    """Means over manipulated images with a mask, at p > 0.5 (OpenSDI, IMDL-BenCo "origin").

    ``permutedF1`` is IMDL-BenCo's "double"; ``pooledF1`` counts all their pixels as one image.
    ``auc`` leaves out images whose mask is all ones, and is None when that is all of them. At the
    model's size an image whose region fell between the samples is left out: see ``count``.
    """

    f1: Estimate
    iou: Estimate
    auc: Estimate | None
    permutedF1: Estimate
    recall: Estimate
    pooledF1: Estimate


class OperatingPoint(TypedDict):
    """The image decision score > ``threshold``. A figure is None where its class is absent.

    ``pixelRecall``: mean share of manipulated pixels whose probability is above ``threshold``.
    ``flaggedPixelRecall``: mean share of them in the mask (p > 0.5) of a flagged image; an image
    that is not flagged shows no mask and counts 0. Both None without masks.
    """

    threshold: float
    f1: Estimate | None
    accuracy: Estimate
    balancedAccuracy: Estimate | None
    truePositiveRate: Estimate | None
    falsePositiveRate: Estimate | None
    pixelRecall: Estimate | None
    flaggedPixelRecall: Estimate | None


class ImageReport(OperatingPoint):
    """Of one score, at the threshold that decides, and at each of ``points`` by its name.

    ``points["0.5"]`` of ``score`` is the paper's and OpenSDI's image decision.
    """

    auc: Estimate | None
    points: dict[str, OperatingPoint]


class FalsePositiveArea(TypedDict):
    """Flagged fraction of authentic images' pixels; ``anyFraction`` of images with one flagged."""

    mean: Estimate
    p95: Estimate
    anyFraction: Estimate


class AuthenticReport(TypedDict):
    """Authentic images of one variant: the flagged fraction by score, at each point.

    Points are those of ``ImageReport``, and ``decision``: the threshold that decides.
    """

    imageCount: int
    sourceCount: int
    score: dict[str, Estimate]
    robustScore: dict[str, Estimate]
    falsePositiveArea: FalsePositiveArea | None


class Report(TypedDict):
    """One detector on one set. ``pixel`` is at ``inputSize``, ``nativePixel`` at each image's size.

    Native figures are None for packs, whose pictures were resized when they were made.
    ``byOperation`` names each operation, ``byVariant`` each treatment of authentic images.
    Intervals resample sources where the set names them (``sourceCount``), else images (None).
    """

    detector: str
    set: str
    inputSize: int
    decidedBy: ScoreName
    listSha256: str
    masksSha256: str
    imageCount: int
    manipulatedCount: int
    authenticCount: int
    sourceCount: int | None
    pixel: PixelReport | None
    nativePixel: PixelReport | None
    byOperation: dict[str, PixelReport]
    score: ImageReport
    robustScore: ImageReport
    falsePositiveArea: FalsePositiveArea | None
    nativeFalsePositiveArea: FalsePositiveArea | None
    byVariant: dict[str, AuthenticReport]
