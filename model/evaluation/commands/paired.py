"""Is the second model better than the first? Their difference on the same images."""

from argparse import ArgumentParser, Namespace

from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.markdown import interval, table
from evaluation.paired import paired


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_sets(parser)


def main(args: Namespace) -> int:
    if len(args.model) != 2:
        raise ValueError(f"expected --model twice, received {len(args.model)}")
    first, second = (model.subject for model in models_of(args))
    sets = sets_of(args)
    rows = [
        [figure, interval(found), str(found["count"])]
        for figure, found in paired(first, second, sets).items()
    ]
    print(f"{second.name} minus {first.name} on {', '.join(one.name for one in sets)}\n")
    print(table(["figure", "difference", "n"], rows))
    return 0
