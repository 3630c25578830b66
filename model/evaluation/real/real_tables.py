"""The report as a Markdown table: a row for each kind, the mean over kinds last."""

from evaluation.metrics.bootstrap import Estimate
from evaluation.real.real_report import KindFigures, RealReport
from evaluation.reports.markdown import interval, table

_TITLES = ("kind", "n", "pixel F1", "pixel AUC", "found", "image AUC", "flagged authentic")


def real_table(report: RealReport) -> str:
    flagged = report["flagged"]
    heading = (
        f"{report['detector']}: {report['mean']['f1']['count']} edited, {flagged['count']} "
        f"authentic, list sha256 {report['listSha256'][:12]}; [95 % interval]"
    )
    rows = [
        [kind, *_cells(figures), _of(*report["flaggedByKind"].get(kind, (0, 0)))]
        for kind, figures in report["kinds"].items()
    ]
    mean = [f"mean over {len(rows)} kinds", *_cells(report["mean"]), interval(flagged)]
    return f"{heading}\n\n{table(_TITLES, [*rows, mean])}"


def _cells(figures: KindFigures) -> list[str]:
    named = (figures["f1"], figures["auc"], figures["found"], figures["imageAuc"])
    return [str(figures["f1"]["count"]), *(_text(one) for one in named)]


def _text(one: Estimate | None) -> str:
    """A single picture says nothing of how far it could lie off."""
    return f"{one['value']:.3f}" if one and one["count"] == 1 else interval(one)


def _of(flagged: int, count: int) -> str:
    return f"{flagged} of {count}" if count else "-"
