"""Pictures of the worst misses and the worst false alarms: image, map and truth side by side."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.reports.markdown import table
from evaluation.reports.worst_failures import Failure, write_gallery

_COLUMNS = ("picture", "image", "operation", "source", "deciding score", "pixel F1")


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_sets(parser)
    parser.add_argument("--count", type=int, default=6, help="pictures of either kind")
    parser.add_argument("--out", type=Path, required=True, help="folder; one below it per set")


def main(args: Namespace) -> int:
    if len(args.model) > 1:
        raise ValueError(f"expected one --model, received {len(args.model)}")
    subject = models_of(args)[0].subject
    for labelled in sets_of(args):
        folder = args.out / labelled.name
        failures = write_gallery(subject, labelled, args.count, folder)
        text = f"{subject.name} on {labelled.name}\n\n{_to_markdown(failures)}\n"
        (folder / "gallery.md").write_text(text)
        print(text)
    return 0


def _to_markdown(failures: Sequence[Failure]) -> str:
    return table(_COLUMNS, [_row(failure) for failure in failures])


def _row(failure: Failure) -> list[str]:
    image = failure.image
    operation = image.variant or image.operation
    f1 = "-" if failure.f1 is None else f"{failure.f1:.3f}"
    score = f"{failure.score:.3f}"
    return [f"![]({failure.file})", image.name, operation, image.source or "-", score, f1]
