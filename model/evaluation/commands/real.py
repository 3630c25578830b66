"""Real edits by kind and as the mean over kinds, from Python and from the scanner's own code."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from data.json_file import read_json
from data.photographs import data_root
from evaluation.detectors.onnx_detector import OnnxDetector
from evaluation.real.real_kinds import Kinds, list_sha256, real_kinds
from evaluation.real.real_report import RealReport, real_report
from evaluation.real.real_rows import RealRow, rows_of_model
from evaluation.real.real_tables import real_table
from evaluation.real.scanner_rows import rows_of_scanner

_SHIPPED = Path(__file__).parents[2] / "weights"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", help="folder with dev/real (else the environment's FASA_DATA)")
    parser.add_argument("--model", type=Path, default=_SHIPPED, help="default: the one that ships")
    parser.add_argument("--threads", type=int, default=1, help="of Python's detector")
    parser.add_argument("--by", nargs="+", choices=_DETECTORS, default=list(_DETECTORS))
    parser.add_argument("--out", type=Path, help="JSON file")


def main(args: Namespace) -> int:
    kinds = real_kinds(data_root(args.data))
    reports: list[RealReport] = []
    for name in args.by:
        rows = _DETECTORS[name](args, kinds)
        reports.append(real_report(_title(args.model, name), list_sha256(kinds), rows))
        print(f"{real_table(reports[-1])}\n", flush=True)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(reports, indent=1, allow_nan=False) + "\n")
    return 0


def _title(model: Path, name: str) -> str:
    manifest = read_json(model / "manifest.json")
    return f"{manifest['name']} {manifest['version']}, {name}"


def _python(args: Namespace, kinds: Kinds) -> list[RealRow]:
    return rows_of_model(OnnxDetector(args.model, args.threads).subject, kinds)


def _scanner_network(args: Namespace, kinds: Kinds) -> list[RealRow]:
    return rows_of_scanner(data_root(args.data), kinds, args.model, network_alone=True)


def _scanner(args: Namespace, kinds: Kinds) -> list[RealRow]:
    return rows_of_scanner(data_root(args.data), kinds, args.model, network_alone=False)


_DETECTORS: dict[str, Callable[[Namespace, Kinds], list[RealRow]]] = {
    "python-network": _python,
    "scanner-network": _scanner_network,
    "scanner": _scanner,
}
"""What is measured: the network alone, the same in the scanner, all witnesses of the scanner."""
