"""Writes samples, packed for the network or as files: ``python -m forge.write --help``."""

import argparse
import sys
import time
from pathlib import Path

from data.photographs import SPLITS, Library, data_root
from forge.autoencoders import GENERATORS, taef2
from forge.forged_folder import write_authentic, write_folder
from forge.forged_pack import write_pack
from forge.operations import OPERATION_NAMES
from forge.plan import Plan, make_plan


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA)")
    parser.add_argument("--split", choices=SPLITS, required=True)
    parser.add_argument("--count", type=_positive, help="samples; --authentic takes every photo")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--operation", choices=OPERATION_NAMES, help="no other operation")
    parser.add_argument("--generator", choices=GENERATORS, default=taef2.NAME)
    parser.add_argument("--workers", type=_positive, default=1, help="processes")
    parser.add_argument("--size", type=_positive, default=256, help="side of a pack in pixels")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, help="pack: arrays at one size")
    target.add_argument("--folder", type=Path, help="files at their own size in Tp, Gt and Au")
    target.add_argument("--authentic", type=Path, help="photos alone, as they are and processed")
    args = parser.parse_args()
    if args.authentic is None and args.count is None:
        parser.error("--out and --folder need --count")
    return args


def announce(library: Library) -> None:
    print(f"{library.split}: {len(library)} photos, list sha256 {library.list_sha256}")


def write_samples(plan: Plan, args: argparse.Namespace) -> None:
    announce(plan.library)
    if plan.left_out():
        print(f"left out of the draw: {', '.join(plan.left_out())}", file=sys.stderr)
    seeds = range(args.first_seed, args.first_seed + args.count)
    start = time.monotonic()
    if args.out is not None:
        write_pack(plan, seeds, args.size, args.out, args.workers)
    else:
        write_folder(plan, seeds, args.folder, args.workers)
    print(f"{args.count / (time.monotonic() - start):.1f} samples/s")


def main() -> None:
    args = arguments()
    root = data_root(args.data)
    if args.authentic is None:
        write_samples(make_plan(root, args.split, args.generator, args.operation), args)
        return
    library = Library(root, args.split)
    announce(library)
    write_authentic(library, args.first_seed, args.authentic)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, received {text}")
    return number


if __name__ == "__main__":
    main()
