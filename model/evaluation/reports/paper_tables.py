"""Reports in the layout of the paper's Tables 1-4, beside the paper's own figures."""

from collections.abc import Callable, Sequence

import numpy as np

from evaluation.reports.markdown import table
from evaluation.reports.paper_figures import (
    ABLATION,
    DETECTION_OPENSDI,
    LOCALIZATION_OPENSDI,
    LOCALIZATION_TRADITIONAL,
    PaperTable,
)
from evaluation.reports.schema import Report
from evaluation.thresholds import PAPER_POINT

# Two figures of a report, None where it has none.
_Figures = Callable[[Report], tuple[float, float] | None]
_PAPER = "paper, as printed"
_NONE = "-"
# Other names of the paper's sets, as their distributors write them; letters and digits alone.
_ALIASES = {"sd2": "sd21", "flux": "flux1", "casia10": "casiav1", "nist161024": "nist16"}


def to_paper_tables(reports: Sequence[Report]) -> str:
    """Sets that the paper does not have follow the average; pixels are at the model's size."""
    parts = [
        _by_set(LOCALIZATION_OPENSDI, reports, _localization_iou),
        _by_set(DETECTION_OPENSDI, reports, _detection),
        _by_set(LOCALIZATION_TRADITIONAL, reports, _localization_auc),
        _ablation(reports),
    ]
    return "\n\n".join(parts)


def _localization_iou(report: Report) -> tuple[float, float] | None:
    pixel = report["pixel"]
    return pixel and (pixel["f1"]["value"], pixel["iou"]["value"])


def _localization_auc(report: Report) -> tuple[float, float] | None:
    pixel = report["pixel"]
    if pixel is None or pixel["auc"] is None:
        return None
    return pixel["f1"]["value"], pixel["auc"]["value"]


def _detection(report: Report) -> tuple[float, float] | None:
    """Of the maximum of the map (eq. 9) at the paper's threshold, over images of both labels."""
    if not report["manipulatedCount"] or not report["authenticCount"]:
        return None
    at = report["score"]["points"][PAPER_POINT]
    return at["f1"]["value"], at["accuracy"]["value"]


def _by_set(paper: PaperTable, reports: Sequence[Report], figures: _Figures) -> str:
    others = _sets_beside_the_papers(reports)
    columns = [*paper.sets, "Average", *others]
    titles = [f"{name} {metric}" for name in columns for metric in paper.metrics]
    rows = [
        [f"{method} ({_PAPER})", *map(_shown, values), *[_NONE] * (2 * len(others))]
        for method, values in paper.rows.items()
    ]
    for detector in dict.fromkeys(report["detector"] for report in reports):
        found = {
            key_of(report["set"]): figures(report)
            for report in reports
            if report["detector"] == detector
        }
        rows.append([detector, *map(_shown, _row(paper, others, found))])
    return f"{paper.title}\n\n{table(['Method', *titles], rows)}"


def _row(
    paper: PaperTable, others: Sequence[str], found: dict[str, tuple[float, float] | None]
) -> list[float | None]:
    of_paper = [found.get(key_of(name)) for name in paper.sets]
    complete = [pair for pair in of_paper if pair is not None]
    average = tuple(np.mean(complete, axis=0)) if len(complete) == len(paper.sets) else None
    pairs = [*of_paper, average, *(found.get(key_of(name)) for name in others)]
    return [value for pair in pairs for value in pair or (None, None)]


def _ablation(reports: Sequence[Report]) -> str:
    """One row per detector: its average over the sets that were reported."""
    rows = [[f"{name} ({_PAPER})", *map(_shown, values)] for name, values in ABLATION.rows.items()]
    for detector in dict.fromkeys(report["detector"] for report in reports):
        of_detector = [report for report in reports if report["detector"] == detector]
        pairs = [pair for pair in map(_localization_iou, of_detector) if pair is not None]
        if pairs:
            sets = ", ".join(report["set"] for report in of_detector if report["pixel"])
            rows.append([f"{detector}, average of {sets}", *map(_shown, np.mean(pairs, axis=0))])
    return f"{ABLATION.title}\n\n{table(['Model variation', *ABLATION.metrics], rows)}"


def _sets_beside_the_papers(reports: Sequence[Report]) -> list[str]:
    tables = (LOCALIZATION_OPENSDI, LOCALIZATION_TRADITIONAL)
    known = {key_of(name) for paper in tables for name in paper.sets}
    names = dict.fromkeys(report["set"] for report in reports)
    return [name for name in names if key_of(name) not in known]


def key_of(name: str) -> str:
    """The same for each way to write a set's name: ``CASIA1.0`` and ``CASIAv1`` are one."""
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    return _ALIASES.get(plain, plain)


def _shown(value: float | None) -> str:
    return _NONE if value is None else f"{value:.4f}"
