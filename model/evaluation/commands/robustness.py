"""Pixel F1 under blur, JPEG and noise, as tables and curves."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.curves import draw_curves
from evaluation.degradations import GRID, Degradation
from evaluation.reports.markdown import interval, table
from evaluation.robustness_grid import RobustnessReport, robustness


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_sets(parser)
    parser.add_argument(
        "--only",
        nargs="+",
        help="jpeg=70 blur=7 ... in place of the whole grid",
    )
    parser.add_argument(
        "--out", type=Path, help="JSON; table and curves go beside it, .md and .svg"
    )


def main(args: Namespace) -> int:
    degradations = [Degradation.parse(text) for text in args.only or []] or GRID
    subjects = [model.subject for model in models_of(args)]
    reports = [
        robustness(subject, labelled, degradations)
        for labelled in sets_of(args)
        for subject in subjects
    ]
    tables = _to_markdown(reports)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(reports, indent=1, allow_nan=False) + "\n")
        args.out.with_suffix(".md").write_text(tables + "\n")
        draw_curves(reports, args.out.with_suffix(".svg"))
    print(tables)
    return 0


def _to_markdown(reports: Sequence[RobustnessReport]) -> str:
    return "\n\n".join(_report_table(report) for report in reports)


def _report_table(report: RobustnessReport) -> str:
    clean = report["clean"]
    heading = (
        f"{report['detector']} on {report['set']}: {clean['count']} manipulated images at "
        f"{report['inputSize']} px, list sha256 {report['listSha256'][:12]}"
    )
    rows = [["clean", "", interval(clean), ""]]
    rows += [
        [cell["kind"], str(cell["level"]), interval(cell["f1"]), interval(cell["kept"])]
        for cell in report["cells"]
    ]
    return f"{heading}\n\n{table(['degradation', 'level', 'pixel F1', 'kept of clean'], rows)}"
