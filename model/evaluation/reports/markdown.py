"""Reports as Markdown tables, one row a detector."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from evaluation.metrics.bootstrap import Estimate
from evaluation.reports.schema import DECISION, UNNAMED_VARIANT, ImageReport, OperatingPoint, Report
from evaluation.thresholds import SCORES, ScoreName

_SUMMARY = (
    "detector",
    "pixel F1",
    "pixel IoU",
    "pixel AUC",
    "AUC of score",
    "F1, FPR",
    "AUC of robust score",
    "F1, FPR",
    "false-positive area",
)
_PIXELS = ("pixels", "F1", "IoU", "AUC", "permuted F1", "recall", "pooled F1", "n")
_PIXEL_KEYS = ("f1", "iou", "auc", "permutedF1", "recall", "pooledF1")
_POINTS = (
    "image decision",
    "threshold",
    "F1",
    "accuracy",
    "balanced accuracy",
    "TPR",
    "FPR",
    "pixel recall",
    "in flagged masks",
)
_POINT_KEYS = (
    "f1",
    "accuracy",
    "balancedAccuracy",
    "truePositiveRate",
    "falsePositiveRate",
    "pixelRecall",
    "flaggedPixelRecall",
)
_TITLES: dict[ScoreName, str] = {"score": "score", "robustScore": "robust score"}


def to_markdown(reports: Sequence[Report]) -> str:
    """Set by set: a summary of all detectors, then operations, sizes, thresholds and variants."""
    groups = groupby(reports, key=lambda report: (report["set"], report["masksSha256"]))
    return "\n\n".join(part for _, group in groups for part in _parts(list(group)))


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def interval(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


def _parts(reports: Sequence[Report]) -> Iterator[str]:
    first = reports[0]
    by = "image" if first["sourceCount"] is None else f"source ({first['sourceCount']})"
    yield (
        f"{first['set']}: {first['manipulatedCount']} manipulated, {first['authenticCount']} "
        f"authentic, list sha256 {first['listSha256'][:12]}, masks sha256 "
        f"{first['masksSha256'][:12]}; [95 % interval by {by}]"
    )
    yield table(_SUMMARY, [_summary(report) for report in reports])
    if operations := list(first["byOperation"]):
        counts = [first["byOperation"][name]["f1"]["count"] for name in operations]
        named = [f"{name} ({count})" for name, count in zip(operations, counts, strict=True)]
        rows = [_by_operation(report, operations) for report in reports]
        yield table(["pixel F1 of", *named], rows)
    if rows := [row for report in reports for row in _pixels(report)]:
        yield table(_PIXELS, rows)
    yield table(_POINTS, [row for report in reports for row in _points(report)])
    if any(set(report["byVariant"]) - {UNNAMED_VARIANT} for report in reports):
        yield _variants(reports)


def _summary(report: Report) -> list[str]:
    pixel, area = report["pixel"], report["falsePositiveArea"]
    return [
        report["detector"],
        *(interval(pixel[key] if pixel else None) for key in ("f1", "iou", "auc")),
        *_decision(report["score"]),
        *_decision(report["robustScore"]),
        interval(area["mean"] if area else None),
    ]


def _decision(image: ImageReport) -> tuple[str, str]:
    f1, rate = (_value(image[key]) for key in ("f1", "falsePositiveRate"))
    return interval(image["auc"]), f"{f1}, {rate} at {image['threshold']:.3f}"


def _value(estimate: Estimate | None) -> str:
    return "-" if estimate is None else f"{estimate['value']:.3f}"


def _by_operation(report: Report, operations: Sequence[str]) -> list[str]:
    reports = report["byOperation"]
    return [report["detector"], *(interval(reports[name]["f1"]) for name in operations)]


def _pixels(report: Report) -> Iterator[list[str]]:
    sizes = {f"at {report['inputSize']} px": report["pixel"], "native": report["nativePixel"]}
    for name, pixel in sizes.items():
        if pixel is not None:
            figures = [interval(pixel[key]) for key in _PIXEL_KEYS]
            yield [f"{report['detector']}, {name}", *figures, str(pixel["f1"]["count"])]


def _points(report: Report) -> Iterator[list[str]]:
    for score in SCORES:
        for name, point in _distinct_points(report, score).items():
            figures = [interval(point[key]) for key in _POINT_KEYS]
            title = f"{report['detector']}, {_TITLES[score]}, {name}"
            yield [title, f"{point['threshold']:.3f}", *figures]


def _distinct_points(report: Report, score: ScoreName) -> dict[str, OperatingPoint]:
    """The decision, and the points that differ from it."""
    image = report[score]
    if score != report["decidedBy"]:
        return image["points"]
    others = {
        name: point
        for name, point in image["points"].items()
        if point["threshold"] != image["threshold"]
    }
    return {DECISION: image, **others}


def _variants(reports: Sequence[Report]) -> str:
    variants = reports[0]["byVariant"]
    titles = [f"{name} ({one['imageCount']})" for name, one in variants.items()]
    rows = [
        [
            f"{report['detector']}, {_TITLES[score]}, {point}",
            *(interval(one[score][point]) for one in report["byVariant"].values()),
        ]
        for report in reports
        for score in SCORES
        for point in _distinct_points(report, score)
    ]
    return table(["flagged of authentic", *titles], rows)
