"""Is the second model better than the first? Their difference on the same images."""

from argparse import ArgumentParser, Namespace

from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.paired_difference import level_of, paired
from evaluation.reports.markdown import interval, table


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_sets(parser)
    parser.add_argument(
        "--candidates",
        type=int,
        default=1,
        help="models compared with the first in all: the more, the wider each interval",
    )


def main(args: Namespace) -> int:
    if len(args.model) != 2:
        raise ValueError(f"expected --model twice, received {len(args.model)}")
    if args.candidates < 1:
        raise ValueError(f"expected --candidates of 1 or more, received {args.candidates}")
    first, second = (model.subject for model in models_of(args))
    sets = sets_of(args)
    rows = [
        [figure, interval(found), str(found["count"])]
        for figure, found in paired(first, second, sets, args.candidates).items()
    ]
    print(f"{second.name} minus {first.name} on {', '.join(one.name for one in sets)}")
    print(f"[{100 * level_of(args.candidates):.4g} % interval by source]\n")
    print(table(["figure", "difference", "n"], rows))
    return 0
