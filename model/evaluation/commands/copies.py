"""What the search for copies finds and what it tells falsely, by the scanner's own code."""

import os
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from data.json_file import read_json
from data.labelled import LabelledSet
from data.photographs import data_root
from evaluation.copies.copy_figures import write_figures
from evaluation.copies.copy_report import CopyReport, copy_report
from evaluation.copies.copy_rows import copy_rows
from evaluation.copies.copy_table import copy_table
from evaluation.copies.handlings import HANDLINGS
from evaluation.copies.scanned_copies import Scan, scan_folder
from evaluation.copies.searched_sets import SETS, Origin, handlings_of, searched_set

_SHIPPED = Path(__file__).parents[2] / "weights"
_FORGE = 40


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", help="folder with dev/real (else the environment's FASA_DATA)")
    parser.add_argument("--model", type=Path, default=_SHIPPED, help="default: the one that ships")
    parser.add_argument("--set", nargs="+", choices=SETS, default=list(SETS), metavar="NAME")
    parser.add_argument("--handling", nargs="+", choices=HANDLINGS, metavar="NAME")
    parser.add_argument("--forge", type=int, default=_FORGE, help="pictures of each forged set")
    parser.add_argument("--limit", type=int, help="pictures of each set, the first ones")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file of figures for the books")


def main(args: Namespace, scan: Scan | None = None) -> int:
    """``scan``: another scanner than the repository's own."""
    scan = scan or partial(scan_folder, model=args.model)
    load, reports = os.getloadavg()[0], list[CopyReport]()
    for name in args.set:
        own: list[CopyReport] = []
        for report in _measured(_chosen(name, args), args.handling or handlings_of(name), scan):
            own.append(report)
            _write(args, load, [*reports, *own])
        print(f"{copy_table(own)}\n", flush=True)
        reports += own
    return 0


def _chosen(name: str, args: Namespace) -> LabelledSet:
    labelled = searched_set(name, Origin(data_root(args.data), args.forge))
    return labelled if args.limit is None else labelled.limited(args.limit)


def _measured(labelled: LabelledSet, handlings: Sequence[str], scan: Scan) -> Iterator[CopyReport]:
    for handling in handlings:
        yield copy_report(labelled, handling, copy_rows(labelled, handling, scan))


def _write(args: Namespace, load: float, reports: Sequence[CopyReport]) -> None:
    """After each handling: what was measured stays when the rest is not."""
    if args.json:
        version = read_json(args.model / "manifest.json")["version"]
        write_figures(args.json, version, _command(args), load, reports)


def _command(args: Namespace) -> str:
    """That measures the same again; ``DATA`` is where it is."""
    chosen = {
        "--forge": [args.forge],
        "--set": args.set if args.set != list(SETS) else [],
        "--handling": args.handling or [],
        "--limit": [] if args.limit is None else [args.limit],
        "--json": [args.json],
    }
    options = [str(part) for name, values in chosen.items() if values for part in (name, *values)]
    return shlex.join(["python", "-m", "evaluation", "copies", "--data", "DATA", *options])
