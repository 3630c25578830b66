"""Measures the history witness alone: the ruler by kind, and photographs that nobody edited."""

import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

import torch

from forge.sources import Library, data_root
from history.honest import camera_cases, photo_cases
from history.native import Case, Finding, findings
from history.report import authentic_lines, edited_lines
from history.ruler import PROCESSINGS, kinds_of, processed, ruler_cases
from history.train import read_weights


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--weights", type=Path, required=True, help=".safetensors or checkpoint.pt")
    parser.add_argument("--threshold", type=float, required=True, help="of the picture's score")
    parser.add_argument("--ruler", type=Path, help="folder of kinds, each with Tp, Gt and Au")
    parser.add_argument("--kinds", nargs="+", help="of the ruler; default: all")
    parser.add_argument("--after", nargs="+", default=[], choices=PROCESSINGS, metavar="PROCESSING")
    parser.add_argument("--honest", choices=("val", "test"), help="photographs of this split")
    parser.add_argument("--data", help="folder with train/photos, for --honest")
    parser.add_argument("--threads", type=int, default=2)


def main(args: Namespace) -> int:
    torch.set_num_threads(args.threads)
    network = read_weights(args.weights)

    def found(cases: list[Case]) -> list[Finding]:
        return list(findings(network, cases))

    with tempfile.TemporaryDirectory() as scratch:
        if args.ruler:
            cases = list(ruler_cases(args.ruler, args.kinds or kinds_of(args.ruler)))
            print("\n".join(edited_lines("as they are", found(cases), args.threshold)), flush=True)
            for name in args.after:
                after = list(processed(cases, name, Path(scratch)))
                print("\n".join(edited_lines(name, found(after), args.threshold)), flush=True)
        if args.honest:
            library = Library(data_root(args.data), args.honest)
            cases = list(photo_cases(library, Path(scratch)))
            if args.honest == "val":
                cases += camera_cases(library, Path(scratch))
            print("\n".join(authentic_lines(found(cases), args.threshold)))
    return 0
