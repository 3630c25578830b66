"""``python -m evaluation COMMAND``: ``run`` goes without saying.

python -m evaluation --model weights --set DIR
"""

import argparse
import sys
from collections.abc import Sequence

from evaluation.commands import (
    copies,
    evaluate,
    gallery,
    paired,
    real,
    robustness,
    tables,
    validate,
)

_COMMANDS = {
    "run": evaluate,
    "robustness": robustness,
    "paired": paired,
    "real": real,
    "copies": copies,
    "gallery": gallery,
    "validate": validate,
    "tables": tables,
}
_DEFAULT = "run"


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] not in (*_COMMANDS, "-h", "--help"):
        given = [_DEFAULT, *given]
    parser = argparse.ArgumentParser(
        prog="evaluation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in _COMMANDS.items():
        described = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        command.add_arguments(described)
    args = parser.parse_args(given)
    try:
        return _COMMANDS[args.command].main(args)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{parser.prog} {args.command}: {error}\n")


if __name__ == "__main__":
    sys.exit(main())
