"""Short runs of a stage, some of them killed, and what they leave."""

import json
from contextlib import suppress

import pytest

from training.stages import stretch
from training.stages.stage_step import optimizer_step

VAL_WINDOWS = 48


class Killed:
    """A step that raises after ``steps``."""

    def __init__(self, steps):
        self.left = steps

    def __call__(self, *given):
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return optimizer_step(*given)


def train_until(steps, train, options):
    """One that is killed early has the schedule of the whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretch, "optimizer_step", Killed(steps))
        with suppress(KeyboardInterrupt):
            train(options)


def options_of(command, *words):
    """``command``: a module that has ``arguments``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", [command.__name__, *(str(word) for word in words)])
        return command.arguments()


def run_for(command, parts, run, steps, *words):
    """Of four steps, on tiny windows; ``command`` is a stage's module."""
    sizes = (
        "--window",
        64,
        "--batch",
        4,
        "--val-windows",
        VAL_WINDOWS,
        "--workers",
        0,
        "--threads",
        1,
    )
    often = ("--log-every", 1, "--validate-every", 2, "--warm-up", 2)
    given = ("--parts", parts.folder, "--val", parts.folder, "--run", run, "--steps", 4)
    options = options_of(command, *given, *sizes, *often, *words)
    train_until(steps, command.train, options)


def once_and_twice(command, parts, folder):
    """A run at once, and one that was killed after three of its four steps."""
    once, twice = folder / "once", folder / "twice"
    run_for(command, parts, once, 4)
    run_for(command, parts, twice, 3)
    run_for(command, parts, twice, 4)
    return once, twice


def lines_of(run, group):
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    return [line for line in lines if line["group"] == group]


def record_of(run):
    return json.loads((run / "run.json").read_text())
