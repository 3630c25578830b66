"""How many planted copies reach each level, and how many pictures without any."""

from collections import defaultdict
from collections.abc import Callable

from copies.labelled_pairs import LabelledPair, SeenPicture
from copies.level_choice import wilson

Confidence = Callable[[LabelledPair], float]


def table(pictures: list[SeenPicture], confidence: Confidence, levels: dict[str, float]) -> str:
    """A line a kind of picture and way of saving: found where planted, else told falsely."""
    groups: dict[str, list[SeenPicture]] = defaultdict(list)
    for picture in pictures:
        sort = "planted" if picture.is_planted else "false alarms"
        for name in (f"{sort}, {picture.kind}", f"{sort}, {picture.saving}", f"{sort}, all"):
            groups[name].append(picture)
    head = f"{'':34} {'n':>4} {'seen':>5}" + "".join(f"  {level:>18}" for level in levels)
    return "\n".join(
        [head, *(_line(name, groups[name], confidence, levels) for name in sorted(groups))]
    )


def _line(
    name: str, pictures: list[SeenPicture], confidence: Confidence, levels: dict[str, float]
) -> str:
    highest = [
        max((confidence(pair) for pair in picture.pairs if _counts(pair, picture)), default=-1.0)
        for picture in pictures
    ]
    cells = [_cell(sum(one > level for one in highest), len(pictures)) for level in levels.values()]
    seen = sum(one >= 0 for one in highest)
    return f"{name:34} {len(pictures):4} {seen:5}" + "".join(f"  {cell:>18}" for cell in cells)


def _counts(pair: LabelledPair, picture: SeenPicture) -> bool:
    return pair.is_copy is True if picture.is_planted else True


def _cell(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits} [{low:.3f}, {high:.3f}]"
