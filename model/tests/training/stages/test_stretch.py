"""A run of a toy stage: a line through points that its network learns."""

import pytest
import torch
from stage_runs import lines_of, train_until
from torch import nn
from torch.utils.data import Dataset

from training.run import Run
from training.stages.stage import Report, Stage
from training.stages.stage_options import StageOptions
from training.stages.stretch import go_on


class Points(Dataset):
    def __getitem__(self, step):
        return torch.full((2, 1), float(step + 1))


def losses(network, points, device):
    for point in points:
        yield (network(point.to(device)) - 3 * point).square().mean()


def validate(network, held, device):
    slope = float(network.weight.detach())
    return Report({"val": {"slope": slope}, "shown": {"batches": len(held)}}, "a table")


def write_slope(network, path):
    path.write_text(str(float(network.weight.detach())))


def stage_of(validates_first=False):
    return Stage(
        batches=Points(),
        held=Points(),
        held_batch=2,
        losses=losses,
        validate=validate,
        write_weights=write_slope,
        weights_file="slope.txt",
        validates_first=validates_first,
        recorded={},
    )


def options_in(folder, **others):
    folder.mkdir(exist_ok=True)
    told = {
        "run": folder,
        "steps": 6,
        "learning_rate": 0.1,
        "warm_up": 2,
        "val_windows": 3,
        "max_seconds": float("inf"),
        "log_every": 2,
        "validate_every": 3,
        "workers": 0,
        "device": "cpu",
    }
    return StageOptions(**{**told, **others})


def fresh_run():
    torch.manual_seed(0)
    return Run.start(nn.Linear(1, 1, bias=False), 0.1, 0.0, 0.9)


def train(options, stage=None):
    run = fresh_run()
    if (options.run / "checkpoint.pt").exists():
        run.load(options.run / "checkpoint.pt")
    go_on(run, stage or stage_of(), options)
    return run


def test_a_run_takes_all_its_steps_and_learns(tmp_path):
    run = train(options_in(tmp_path / "run", steps=200))
    assert run.step == 200
    assert float(run.model.weight.detach()) == pytest.approx(3, abs=0.05)


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path):
    once, twice = (options_in(tmp_path / name) for name in ("once", "twice"))
    train(once)
    train_until(5, train, twice)
    # The fifth step is lost: checkpoints come every second one and with each validation.
    assert torch.load(twice.run / "checkpoint.pt", weights_only=True)["step"] == 4
    train(twice)
    assert lines_of(twice.run, "train") == lines_of(once.run, "train")
    assert (twice.run / "slope.txt").read_text() == (once.run / "slope.txt").read_text()


def test_the_log_holds_means_since_its_last_line(tmp_path):
    each, seldom = (options_in(tmp_path / name) for name in ("each", "seldom"))
    each.log_every = 1
    train(each)
    train(seldom)
    one = [line["loss"] for line in lines_of(each.run, "train")]
    means = [(a + b) / 2 for a, b in zip(one[::2], one[1::2], strict=True)]
    found = lines_of(seldom.run, "train")
    assert [line["step"] for line in found] == [2, 4, 6]
    assert [line["loss"] for line in found] == pytest.approx(means, abs=1e-4)


@pytest.mark.parametrize(("first", "steps"), [(False, [3, 6]), (True, [0, 3, 6])])
def test_a_run_is_validated_as_often_as_it_is_told(tmp_path, capsys, first, steps):
    options = options_in(tmp_path / "run")
    train(options, stage_of(first))
    assert [line["step"] for line in lines_of(options.run, "val")] == steps
    # Three windows to validate on, two a batch.
    assert {line["batches"] for line in lines_of(options.run, "shown")} == {2}
    assert capsys.readouterr().out.count("a table") == len(steps)


def test_a_run_that_goes_on_is_not_validated_first(tmp_path):
    options = options_in(tmp_path / "run")
    train_until(4, lambda told: train(told, stage_of(True)), options)
    train(options, stage_of(True))
    assert [line["step"] for line in lines_of(options.run, "val")] == [0, 3, 6]


def test_what_is_validated_and_written_is_the_average(tmp_path):
    options = options_in(tmp_path / "run")
    run = train(options)
    average = float(run.average.module.weight.detach())
    assert average != pytest.approx(float(run.model.weight.detach()), abs=1e-3)
    assert float((options.run / "slope.txt").read_text()) == average
    assert lines_of(options.run, "val")[-1]["slope"] == pytest.approx(average, abs=1e-5)


def test_a_run_stops_when_its_time_is_up_and_keeps_what_it_has(tmp_path):
    options = options_in(tmp_path / "run", max_seconds=0)
    assert train(options).step == 0
    assert torch.load(options.run / "checkpoint.pt", weights_only=True)["step"] == 0
    assert (options.run / "slope.txt").exists()
