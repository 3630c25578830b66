"""``python -m copies.fit_judge --fit LINES… --check LINES… --out FILE``

Fits all that the judge of copies weighs (``core/copies/judge``): whether a pair is one, and which
of its sides is the copy. LINES are what ``bench/copy-evidence.ts`` wrote: weights come from
``--fit``, levels from those pictures of ``--check`` in which nothing was planted. FILE is JSON,
whose ``acceptance`` is for ``copies.release.add_copies``; ``sides`` are the weights that
``copied-side.ts`` has.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from copies.acceptance_table import table
from copies.fit_acceptance import acceptance_of, choose_levels, fit
from copies.fit_sides import Weights, decided_at, fit_sides
from copies.labelled_pairs import SeenPicture, seen_pictures

_LOG_ODDS = (1.0, 1.7, 2.5)


def sides_table(sides: Weights, sets: dict[str, list[SeenPicture]]) -> str:
    """A line a set and limit: of the pairs with a known copy, those decided, and rightly."""
    return "\n".join(
        f"sides, {name}, log-odds {least}: {found.pairs} pairs, {found.decided} decided, "
        f"{found.right} right"
        for name, pictures in sets.items()
        for least in _LOG_ODDS
        if (found := decided_at(sides, pictures, least))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", type=Path, nargs="+", required=True)
    parser.add_argument("--check", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    fitting = [picture for lines in args.fit for picture in seen_pictures(lines)]
    checked = [picture for lines in args.check for picture in seen_pictures(lines)]
    fitted, sides = fit(fitting), fit_sides(fitting)
    levels = choose_levels(fitted, checked)
    judge = {"acceptance": acceptance_of(fitted, levels), "sides": sides}
    args.out.write_text(json.dumps(judge, indent=2) + "\n")
    print(table(checked, partial(fitted.told, levels=levels), levels))
    print(sides_table(sides, {"fit": fitting, "check": checked}))


if __name__ == "__main__":
    main()
