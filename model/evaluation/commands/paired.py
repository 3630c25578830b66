"""Is the second model better than the first? Their difference on the same images."""

from argparse import ArgumentParser, Namespace

from evaluation.commands.arguments import add_model, add_sets, models_of, sets_of
from evaluation.markdown import interval, table
from evaluation.paired import paired


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_sets(parser)


def main(args: Namespace) -> int:
    subjects = [model.subject for model in models_of(args)]
    if len(subjects) != 2:
        raise ValueError(f"expected --model twice, received {len(subjects)}")
    result = paired(subjects[0], subjects[1], sets_of(args))
    print(f"{result['second']} minus {result['first']} on {', '.join(result['sets'])}\n")
    rows = [
        [figure, interval(found), str(found["count"])]
        for figure, found in result["differences"].items()
    ]
    print(table(["figure", "difference", "n"], rows))
    return 0
