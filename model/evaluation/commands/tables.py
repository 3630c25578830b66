"""Reports of ``run`` in the layout of the paper's Tables 1-4, beside the paper's own figures."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from data.json_file import read_json
from evaluation.reports.paper_tables import to_paper_tables
from evaluation.reports.schema import Report


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("reports", type=Path, nargs="+", help="JSON files that `run` wrote")


def main(args: Namespace) -> int:
    print(to_paper_tables([report for path in args.reports for report in _read(path)]))
    return 0


def _read(path: Path) -> list[Report]:
    reports = read_json(path)
    if not isinstance(reports, list) or not all(_is_report(one) for one in reports):
        raise ValueError(f"{path}: expected the JSON that `python -m evaluation run --out` writes")
    return reports


def _is_report(value: object) -> bool:
    return isinstance(value, dict) and value.keys() >= Report.__annotations__.keys()
