"""Robustness as pictures: a row of plots per set, a curve per detector."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluation.degradations import GRIDS
from evaluation.robustness_grid import Cell, RobustnessReport

_AXES = {
    "blur": "Gaussian blur, side of the kernel (px)",
    "jpeg": "JPEG quality",
    "noise": "Gaussian noise, variance",
}
_WIDTH_IN = 4.2
_HEIGHT_IN = 3.2


def draw_curves(reports: Sequence[RobustnessReport], path: Path) -> None:
    """Writes the format that the ending of ``path`` names; an SVG has the same bytes each time."""
    sets = list(dict.fromkeys(report["set"] for report in reports))
    kinds = [kind for kind in GRIDS if any(_curve(report, kind) for report in reports)]
    figure = Figure((_WIDTH_IN * len(kinds), _HEIGHT_IN * len(sets)), layout="constrained")
    grid = figure.subplots(len(sets), len(kinds), squeeze=False, sharey=True)
    for row, name in zip(grid, sets, strict=True):
        of_set = [report for report in reports if report["set"] == name]
        for axes, kind in zip(row, kinds, strict=True):
            _draw(axes, kind, of_set)
        row[0].set_ylabel(f"{name}: pixel F1")
    grid[0][0].legend(loc="lower left")
    with rc_context({"svg.hashsalt": "curves"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _draw(axes: Axes, kind: str, reports: Sequence[RobustnessReport]) -> None:
    for report in reports:
        cells = _curve(report, kind)
        levels = [cell["level"] for cell in cells]
        values = [cell["f1"]["value"] for cell in cells]
        (line,) = axes.plot(levels, values, marker="o", label=report["detector"])
        low, high = ([cell["f1"][bound] for cell in cells] for bound in ("low", "high"))
        axes.fill_between(levels, low, high, color=line.get_color(), alpha=0.15)
    axes.set_xticks(GRIDS[kind])
    axes.set_xlabel(_AXES[kind])
    axes.set_ylim(0, 1)
    axes.grid(alpha=0.3)
    if kind == "jpeg":
        axes.invert_xaxis()


def _curve(report: RobustnessReport, kind: str) -> list[Cell]:
    cells = [cell for cell in report["cells"] if cell["kind"] == kind]
    return sorted(cells, key=lambda cell: cell["level"])
