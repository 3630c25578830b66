"""Reports as Markdown tables, one row a detector."""

from collections.abc import Sequence

from evaluation.bootstrap import Estimate
from evaluation.report import ImageReport, Report

_COLUMNS = (
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


def to_markdown(reports: Sequence[Report]) -> str:
    """Overall figures, then pixel F1 by operation; reports are of one set."""
    first = reports[0]
    heading = (
        f"{first['set']}: {first['manipulatedCount']} manipulated, {first['authenticCount']} "
        f"authentic, masks sha256 {first['masksSha256'][:12]}; [95 % interval by image]"
    )
    overall = _table(_COLUMNS, [_row(report) for report in reports])
    operations = list(first["byOperation"])
    titles = ["pixel F1 of", *(f"{name} ({_count(first, name)})" for name in operations)]
    by_operation = _table(titles, [_operation_row(report, operations) for report in reports])
    return "\n\n".join([heading, overall, by_operation] if operations else [heading, overall])


def _row(report: Report) -> list[str]:
    pixel, area = report["pixel"], report["falsePositiveArea"]
    return [
        report["detector"],
        *(_estimate(pixel[key] if pixel else None) for key in ("f1", "iou", "auc")),
        *_image_cells(report["score"]),
        *_image_cells(report["robustScore"]),
        _estimate(area["mean"] if area else None),
    ]


def _image_cells(image: ImageReport) -> tuple[str, str]:
    rate = image["falsePositiveRate"]
    shown = "-" if rate is None else f"{rate:.3f}"
    return _estimate(image["auc"]), f"{image['f1']:.3f}, {shown} at {image['threshold']:.3f}"


def _operation_row(report: Report, operations: Sequence[str]) -> list[str]:
    return [
        report["detector"],
        *(_estimate(report["byOperation"][operation]["f1"]) for operation in operations),
    ]


def _count(report: Report, operation: str) -> int:
    return report["byOperation"][operation]["f1"]["count"]


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
