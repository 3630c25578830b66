"""Lists what is wrong with a set: masks, broken files, duplicates, images too small to scan."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from evaluation.set_faults import find_faults


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("set", type=Path, help="folder with Tp/, Gt/ and Au/, list or parquet")


def main(args: Namespace) -> int:
    """Exit code 1 when something is wrong."""
    faults = find_faults(args.set)
    for fault in faults:
        print(fault)
    print(f"{args.set}: {len(faults)} faults" if faults else f"{args.set}: nothing is wrong")
    return 1 if faults else 0
