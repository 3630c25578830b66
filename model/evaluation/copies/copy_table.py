"""The reports of a set as Markdown: a row for each handling and level."""

from collections.abc import Iterator, Sequence

from evaluation.copies.copy_report import CopyReport
from evaluation.reports.markdown import interval, table

_FOUND = ("found", "F1 of the better side", "F1 as reported")
_ALARMS = ("flagged", "pairs a picture")


def copy_table(reports: Sequence[CopyReport]) -> str:
    """Of one set, whose reports are all of edited pictures or all of authentic ones."""
    first = reports[0]
    heading = f"{first['set']}: list sha256 {first['listSha256'][:12]}; [95 % interval]"
    titles = ("handling", "n", "cannot tell", "level", *(_FOUND if first["found"] else _ALARMS))
    rows = [row for report in reports for row in _rows(report)]
    return f"{heading}\n\n{table(titles, rows)}"


def _rows(report: CopyReport) -> Iterator[list[str]]:
    start = [report["handling"], str(report["count"]), str(report["cannotTell"])]
    for level, found in (report["found"] or {}).items():
        named = (found["found"], found["betterSideF1"], found["reportedF1"])
        yield [*start, level, *map(interval, named)]
    for level, alarms in (report["alarms"] or {}).items():
        yield [*start, level, interval(alarms["flagged"]), interval(alarms["pairs"])]
