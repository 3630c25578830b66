import json
from contextlib import suppress

import numpy as np
import pytest
import torch
from trace_parts import write_pack

from fasa.traces import dense_trunk
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import load_traces
from forge.traces.trace_kinds import KINDS, UNTOUCHED
from forge.traces.trace_window import WindowForge
from training.run import Run
from training.traces import trace_step, train_traces
from training.traces.trace_batches import TraceBatches, batches_from
from training.traces.trace_loss import kind_weights, trace_loss
from training.traces.trace_step import train_step
from training.traces.trace_validation import MEAN, KindShares, validate

SIDE = 64


@pytest.fixture(scope="module", autouse=True)
def small():
    """One thread, and a narrow trunk."""
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))
        yield


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return write_pack(tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="module")
def batches(parts):
    return TraceBatches(WindowForge(parts, SIDE), 4, 0)


def run_for(parts, run, steps, *options):
    sizes = ("--window", SIDE, "--batch", 4, "--val-windows", 4, "--workers", 0, "--threads", 1)
    often = ("--log-every", 1, "--validate-every", 2, "--warm-up", 2)
    given = ("--parts", parts.folder, "--val", parts.folder, "--run", run, "--steps", 4)
    words = [str(one) for one in (*given, *sizes, *often, *options)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["train_traces", *words])
        args = train_traces.arguments()
    with pytest.MonkeyPatch.context() as patch:
        # One that is killed early has the schedule of the whole.
        patch.setattr(train_traces, "train_step", Killed(steps))
        with suppress(KeyboardInterrupt):
            train_traces.train(args)


class Killed:
    """A step that raises after ``steps``."""

    def __init__(self, steps):
        self.left = steps

    def __call__(self, *given):
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return train_step(*given)


@pytest.fixture(scope="module")
def runs(parts, tmp_path_factory):
    """A run at once, and one that was killed after three of its four steps."""
    once, twice = (tmp_path_factory.mktemp("runs") / name for name in ("once", "twice"))
    run_for(parts, once, 4)
    run_for(parts, twice, 3)
    run_for(parts, twice, 4)
    return once, twice


def lines_of(run, group):
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    return [line for line in lines if line["group"] == group]


def test_a_run_goes_on_as_if_it_had_not_stopped(runs):
    once, twice = (lines_of(run, "train") for run in runs)
    assert [line["step"] for line in once] == [1, 2, 3, 4]
    assert [line["loss"] for line in twice] == pytest.approx(
        [line["loss"] for line in once], rel=1e-4
    )
    states = [torch.load(run / "checkpoint.pt", weights_only=True) for run in runs]
    for part in ("model", "average"):
        for name, value in states[0][part].items():
            torch.testing.assert_close(states[1][part][name], value, rtol=1e-3, atol=1e-5, msg=name)


def test_a_run_tells_how_much_of_each_kind_is_named_right(runs):
    shares, pixels = (lines_of(runs[0], group) for group in ("val", "val pixels"))
    assert [line["step"] for line in shares] == [0, 2, 4]
    counted = {kind: count for kind, count in pixels[-1].items() if kind in KINDS}
    # --val-windows of 4 are one batch of 16.
    assert sum(counted.values()) == 16 * SIDE * SIDE
    assert {kind for kind, count in counted.items() if count} == shares[-1].keys() & set(KINDS)
    of_kinds = [share for kind, share in shares[-1].items() if kind in KINDS]
    assert shares[-1][MEAN] == pytest.approx(np.mean(of_kinds), abs=1e-4)


def test_a_run_says_what_made_it(parts, runs):
    made = json.loads((runs[1] / "run.json").read_text())
    assert made["kinds"] == list(KINDS)
    assert made["parts"] == {"count": 2, "split": "train"}
    assert made["options"]["parts"] == parts.folder.name
    assert made["options"]["max_seconds"] is None
    assert len(made["commits"]) == 1


def test_the_weights_are_the_runs_average(parts, runs, tmp_path):
    average = torch.load(runs[0] / "checkpoint.pt", weights_only=True)["average"]
    network = TraceNetwork(len(KINDS))
    assert load_traces(network, KINDS, runs[0] / "traces.safetensors") == []
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, average[f"module.{name}"], rtol=1e-3, atol=1e-4, msg=name)
    run_for(parts, tmp_path / "next", 1, "--start", runs[0] / "traces.safetensors")
    ((before, *_), (after, *_)) = (lines_of(run, "val") for run in (runs[0], tmp_path / "next"))
    assert before != after
    started = json.loads((tmp_path / "next" / "run.json").read_text())["starts"]
    assert list(started) == ["traces.safetensors"]


def test_a_run_stops_when_its_time_is_up(parts, tmp_path):
    run_for(parts, tmp_path / "run", 4, "--max-seconds", 0)
    assert lines_of(tmp_path / "run", "train") == []
    assert torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["step"] == 0


def test_what_norms_count_is_averaged_with_the_weights(batches):
    run = Run.start(TraceNetwork(len(KINDS)).train(), 1e-3, 0.01, 0.9)
    norm = "features.trunk.stem.1.running_var"
    seen = []
    for step in range(3):
        train_step(run, batches[step], 1e-3, "cpu")
        seen.append(run.model.state_dict()[norm].clone())
    # The first is taken as it is; then (1 + n) / (10 + n) of what was is kept.
    expected = torch.lerp(seen[2], torch.lerp(seen[1], seen[0], 2 / 11), 3 / 12)
    average = run.average.module.state_dict()
    torch.testing.assert_close(average[norm], expected)
    assert average[norm.replace("running_var", "num_batches_tracked")] == 3


def test_a_step_over_several_micro_batches_is_one_step(batches, monkeypatch):
    """Their losses and gradients are means over the windows; batch norms see each alone."""
    losses, weights = [], []
    for size in (4, 2):
        monkeypatch.setattr(trace_step, "MICRO_BATCH", size)
        torch.manual_seed(0)
        run = Run.start(TraceNetwork(len(KINDS)).eval(), 1e-2, 0.01, 0.9)
        losses.append(train_step(run, batches[0], 0.0, "cpu"))
        weights.append([p.grad.norm() for p in run.model.parameters()])
    assert losses[0] == pytest.approx(losses[1], rel=0.02)
    torch.testing.assert_close(weights[0][0], weights[1][0], rtol=0.1, atol=0)


def test_training_learns(batches):
    torch.manual_seed(0)
    run = Run.start(TraceNetwork(len(KINDS)).train(), 2e-3, 0.01, 0.9)
    losses = [train_step(run, batches[step % 2], 2e-3, "cpu") for step in range(16)]
    assert np.mean(losses[-4:]) < 0.75 * np.mean(losses[:4])


def test_a_batch_depends_on_its_step_alone(batches):
    images, labels = batches[3]
    assert (images.shape, labels.shape) == ((4, 3, SIDE, SIDE), (4, SIDE, SIDE))
    assert images.is_contiguous(memory_format=torch.channels_last)
    ahead = list(batches_from(batches, range(3, 5), workers=1))
    torch.testing.assert_close(ahead[0][0], images, rtol=0, atol=0)
    torch.testing.assert_close(ahead[0][1], labels, rtol=0, atol=0)
    assert not torch.equal(ahead[1][0], images)


def test_the_loss_weighs_kinds():
    """Of two places, both named wrong alike: what counts is whose weight is larger."""
    weights = kind_weights()
    assert weights[KINDS.index(UNTOUCHED)] < weights[KINDS.index("median")] == 1
    assert weights[KINDS.index("noise 0.7-2")] > 1
    labels = torch.zeros(1, 8, 8, dtype=torch.uint8)
    faint = KINDS.index("noise 0.7-2")
    labels[:, :, 4:] = faint
    logits = torch.zeros(1, len(KINDS), 2, 2)
    logits[:, faint] = 1
    sure_of_faint = trace_loss(logits, labels, weights)
    logits[:, faint], logits[:, 0] = 0, 1
    assert sure_of_faint < trace_loss(logits, labels, weights)


def test_a_share_is_of_the_pixels_of_its_kind():
    images = torch.zeros(2, 3, 32, 32, dtype=torch.uint8)
    labels = torch.zeros(2, 32, 32, dtype=torch.uint8)
    labels[0, :, 8:] = 3
    labels[1, :16] = 5

    class Says(torch.nn.Module):
        """Kind 3 everywhere."""

        def forward(self, images):
            logits = torch.zeros(len(images), len(KINDS), 8, 8)
            logits[:, 3] = 1
            return logits

    found = validate(Says(), [(images, labels)], "cpu")
    assert found.shares() == {MEAN: 1 / 3, KINDS[0]: 0, KINDS[3]: 1, KINDS[5]: 0}
    assert (found.pixels[[0, 3, 5]]).tolist() == [256 + 512, 768, 512]
    assert (found.windows[[0, 3, 5]]).tolist() == [2, 1, 1]
    table = found.table().splitlines()
    assert table[1].split() == [*MEAN.split(), "0.333", "2048"]
    assert table[3].split()[-3:] == ["1.000", "768", "1"]


def test_a_kind_that_no_window_shows_has_no_share():
    counts = np.zeros((3, len(KINDS)), np.int64)
    counts[:, 4] = 8, 2, 1
    assert KindShares(*counts).shares() == {MEAN: 0.25, KINDS[4]: 0.25}
