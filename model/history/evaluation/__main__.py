"""Measures the history witness alone: real edits by kind, and photographs that nobody edited.

python -m history.evaluation --weights W.safetensors --threshold 0.9 --edits FOLDER
"""

import sys
import tempfile
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

import torch

from data.photographs import Library, data_root
from history.evaluation.authentic_cases import camera_cases, photo_cases
from history.evaluation.finding_lines import authentic_lines, edited_lines
from history.evaluation.findings import Case, Finding, findings
from history.evaluation.real_edits import PROCESSINGS, edit_cases, kinds_of, processed
from history.weights import read_weights


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="history.evaluation",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--weights", type=Path, required=True, help=".safetensors or checkpoint.pt")
    parser.add_argument("--threshold", type=float, required=True, help="of the picture's score")
    parser.add_argument("--edits", type=Path, help="folder of kinds, each with Tp, Gt and Au")
    parser.add_argument("--kinds", nargs="+", help="of the folder; default: all")
    parser.add_argument("--after", nargs="+", default=[], choices=PROCESSINGS, metavar="PROCESSING")
    parser.add_argument("--authentic", choices=("val", "test"), help="photographs of this split")
    parser.add_argument("--data", help="folder with train/photos, for --authentic")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def _measure(args: Namespace) -> None:
    torch.set_num_threads(args.threads)
    network = read_weights(args.weights)

    def found(cases: list[Case]) -> list[Finding]:
        return list(findings(network, cases))

    with tempfile.TemporaryDirectory() as scratch:
        if args.edits:
            cases = list(edit_cases(args.edits, args.kinds or kinds_of(args.edits)))
            print("\n".join(edited_lines("as they are", found(cases), args.threshold)), flush=True)
            for name in args.after:
                after = list(processed(cases, name, Path(scratch)))
                print("\n".join(edited_lines(name, found(after), args.threshold)), flush=True)
        if args.authentic:
            library = Library(data_root(args.data), args.authentic)
            cases = list(photo_cases(library, Path(scratch)))
            if args.authentic == "val":
                cases += camera_cases(library, Path(scratch))
            print("\n".join(authentic_lines(found(cases), args.threshold)))


def main(given: Sequence[str] | None = None) -> int:
    parser = _parser()
    args = parser.parse_args(given)
    try:
        _measure(args)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
