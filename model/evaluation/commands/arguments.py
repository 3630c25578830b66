"""Arguments that several commands take: models, sets, and what is made of them."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from data.labelled import LabelledSet
from data.readers import read_set
from evaluation.detectors.onnx_detector import OnnxDetector


def add_model(parser: ArgumentParser, required: bool = True) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        default=[],
        required=required,
        help="folder with manifest.json and one .onnx; may be given again",
    )
    parser.add_argument("--threads", type=int, default=1)


def add_sets(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        type=Path,
        action="append",
        required=True,
        help="folder with Tp/, Gt/ and Au/, pack, JSON list or parquet; may be given again",
    )
    parser.add_argument(
        "--without-source",
        nargs="+",
        default=[],
        metavar="PHOTO",
        help="leave out what was made from these photographs, as a set's about.json names them",
    )
    parser.add_argument("--limit", type=int, help="images of each label, the first ones")


def models_of(args: Namespace) -> list[OnnxDetector]:
    return [OnnxDetector(folder, args.threads) for folder in args.model]


def sets_of(args: Namespace) -> list[LabelledSet]:
    """Raises ValueError for a source that no set has."""
    sets = [read_set(path) for path in args.set]
    known = {image.source for one in sets for image in one.images}
    if unknown := set(args.without_source) - known:
        raise ValueError(f"expected sources of the sets, received {sorted(unknown)}")
    sets = [one.without(args.without_source) for one in sets]
    return sets if args.limit is None else [one.limited(args.limit) for one in sets]
