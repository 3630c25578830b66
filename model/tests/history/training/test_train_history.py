import json

import numpy as np
import pytest
import torch
from history_pictures import call

from history.network import HistoryNetwork
from history.training import batches
from history.training.batches import Batches, SizeClass, View
from history.training.train_history import main, standardise, train_step
from history.weights import read_weights, write_weights
from training.run import Run


@pytest.fixture(scope="module", autouse=True)
def small():
    """Windows of 12 cells, and no dropout: what it draws is no part of a checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        views = (View(12, 1, 4, 0.7), View(8, 2, 4, 0.3))
        patch.setattr(batches, "CLASSES", (SizeClass(np.inf, views),))
        patch.setattr(torch.nn.Dropout, "forward", lambda self, x: x)
        yield


def train(cells, run, steps, *options):
    folder = cells._folder
    arguments = ("--pack", folder, "--val", folder, "--steps", steps, "--run", run)
    call(main, *arguments, "--threads", 1, "--validate-every", 3, *options)


@pytest.fixture(scope="module")
def at_once(cells, tmp_path_factory):
    run = tmp_path_factory.mktemp("runs") / "once"
    train(cells, run, 6)
    return run


@pytest.fixture(scope="module")
def in_two(cells, tmp_path_factory):
    run = tmp_path_factory.mktemp("runs") / "two"
    train(cells, run, 3)
    train(cells, run, 6)
    return run


def tensors(state, prefix=""):
    for name, value in state.items():
        if isinstance(value, dict):
            yield from tensors(value, f"{prefix}{name}.")
        elif torch.is_tensor(value):
            yield f"{prefix}{name}", value


def test_a_run_goes_on_as_if_it_had_not_stopped(at_once, in_two):
    once, two = (torch.load(run / "checkpoint.pt", weights_only=True) for run in (at_once, in_two))
    assert once["step"] == two["step"] == 6
    compared = dict(tensors(two))
    for name, value in tensors(once):
        torch.testing.assert_close(compared[name], value, rtol=1e-4, atol=1e-6, msg=name)
    assert "optimizer.state.0.exp_avg" in compared
    assert compared["average.n_averaged"] == 6


def test_a_run_validates_and_tells(at_once, in_two):
    once, two = (
        [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
        for run in (at_once, in_two)
    )
    assert [line["step"] for line in once] == [line["step"] for line in two] == [3, 6]
    for one, other in zip(once, two, strict=True):
        assert set(one) == {"step", "loss", "f1", "auc", "threshold", "found"}
        assert one["auc"] == other["auc"]
        assert one["threshold"] == pytest.approx(other["threshold"], abs=1e-4)
    # The mean of all steps so far; the second run has seen three of them.
    assert once[0]["loss"] == pytest.approx(two[0]["loss"], rel=1e-4)


def test_the_weights_are_the_runs_average(at_once):
    whole = read_weights(at_once / "checkpoint.pt").state_dict()
    saved = read_weights(at_once / "history.safetensors").state_dict()
    assert set(whole) == set(saved) == set(HistoryNetwork().state_dict())
    for name, value in whole.items():
        exact = value.ndim < 2
        torch.testing.assert_close(saved[name], value, rtol=0 if exact else 1e-3, atol=1e-6)
    model = torch.load(at_once / "checkpoint.pt", weights_only=True)["model"]
    assert not torch.equal(model["mix.weight"], whole["mix.weight"])


def test_a_run_may_start_from_weights(cells, at_once, tmp_path):
    train(cells, tmp_path, 1, "--start", at_once / "history.safetensors")
    started, before = (
        read_weights(folder / "history.safetensors") for folder in (tmp_path, at_once)
    )
    # One step of the warm-up moves little; the standard is that of the weights.
    torch.testing.assert_close(started.centre, before.centre)
    torch.testing.assert_close(started.mix.weight, before.mix.weight, rtol=0, atol=1e-3)


def test_a_finished_run_only_writes_its_weights(cells, at_once):
    before = (at_once / "log.jsonl").read_text(), (at_once / "history.safetensors").read_bytes()
    (at_once / "history.safetensors").unlink()
    train(cells, at_once, 6)
    assert (at_once / "log.jsonl").read_text() == before[0]
    assert (at_once / "history.safetensors").read_bytes() == before[1]


def test_evidence_is_centred_on_its_median(cells):
    network = HistoryNetwork()
    standardise(network, [cells])
    sample = np.concatenate(
        [
            cells.picture(number).planes.reshape(24, -1)[:, ::97].astype(np.float32)
            for number in range(len(cells))
        ],
        axis=1,
    )
    np.testing.assert_allclose(network.centre, np.median(sample, axis=1), atol=1e-5)
    figures = np.stack([cells.picture(number).figures for number in range(len(cells))])
    np.testing.assert_allclose(network.figure_centre, figures.mean(0), atol=1e-5)
    assert (network.spread >= 0.01).all()
    # Of half-normal noise about 0.6; the cells' numbers spread far wider.
    assert 0.4 < float(network.spread[5]) < 1
    assert float(network.spread[1]) > 100


def test_training_learns(cells):
    torch.manual_seed(0)
    network = HistoryNetwork()
    standardise(network, [cells])
    run = Run.start(network.train(), 2e-3, 0.01, 0.9)
    drawn = Batches([cells], network, 0)
    losses = [train_step(run, drawn[step % 4], 2e-3)[0] for step in range(24)]
    assert np.mean(losses[-4:]) < 0.75 * np.mean(losses[:4])
    assert run.step == 24


def test_weights_survive_their_file(network, tmp_path):
    write_weights(network, tmp_path / "w.safetensors")
    read = read_weights(tmp_path / "w.safetensors")
    assert not read.training
    for name, value in network.state_dict().items():
        expected = value if value.ndim < 2 else value.half().float()
        assert torch.equal(read.state_dict()[name], expected), name
    assert (tmp_path / "w.safetensors").stat().st_size < 2.2e6
