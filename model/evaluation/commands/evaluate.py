"""Figures of exported models, and of baselines, on labelled sets."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from data.labelled import LabelledSet, ModelView
from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.detectors.baselines import baselines
from evaluation.detectors.detector import Subject
from evaluation.reports.markdown import to_markdown
from evaluation.reports.report import evaluate
from evaluation.reports.schema import Report


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser, required=False)
    add_sets(parser)
    parser.add_argument("--baselines", action="store_true", help="measure these too")
    parser.add_argument("--size", type=int, help="of what baselines see, where no model says it")
    parser.add_argument("--out", type=Path, help="JSON file; the tables go beside it, as .md")
    parser.add_argument("--json", action="store_true", help="print JSON, not Markdown")


def main(args: Namespace) -> int:
    if not args.model and not args.baselines:
        raise ValueError("nothing to measure: give --model DIR, --baselines or both")
    models = [model.subject for model in models_of(args)]
    reports: list[Report] = []
    for labelled in sets_of(args):
        chosen = models + (_baselines(models, labelled, args.size) if args.baselines else [])
        reports += [evaluate(subject, labelled) for subject in chosen]
    encoded, tables = json.dumps(reports, indent=1, allow_nan=False), to_markdown(reports)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(encoded + "\n")
        args.out.with_suffix(".md").write_text(tables + "\n")
    print(encoded if args.json else tables)
    return 0


def _baselines(models: Sequence[Subject], labelled: LabelledSet, size: int | None) -> list[Subject]:
    """They see what the first model sees."""
    if models:
        view = models[0].view
    elif labelled.size or size:
        view = ModelView(labelled.size or size)
    else:
        raise ValueError(f"{labelled.name}: give --size, the side of what baselines see")
    return [Subject(name, detect, view) for name, detect in baselines().items()]
