import numpy as np
import pytest
import torch
from stage_runs import VAL_WINDOWS, lines_of, once_and_twice, record_of, run_for
from trace_parts import write_pack

from fasa.traces import dense_trunk
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import load_traces
from forge.traces.trace_kinds import KINDS, UNTOUCHED
from forge.traces.trace_window import WindowForge
from training.run import Run
from training.stages.made_ahead import made_ahead
from training.stages.stage_step import optimizer_step
from training.traces import trace_step, train_traces
from training.traces.trace_batches import TraceBatches
from training.traces.trace_loss import kind_weights, trace_loss
from training.traces.trace_step import step_losses
from training.traces.trace_validation import MEAN, KindShares, shares_of

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


@pytest.fixture(scope="module")
def runs(parts, tmp_path_factory):
    return once_and_twice(train_traces, parts, tmp_path_factory.mktemp("runs"))


def take_step(run, batch, rate):
    return optimizer_step(run, step_losses(run.model, batch, "cpu"), rate)


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
    assert sum(counted.values()) == VAL_WINDOWS * SIDE * SIDE
    assert {kind for kind, count in counted.items() if count} == shares[-1].keys() & set(KINDS)
    of_kinds = [share for kind, share in shares[-1].items() if kind in KINDS]
    assert shares[-1][MEAN] == pytest.approx(np.mean(of_kinds), abs=1e-4)


def test_a_run_says_what_made_it(parts, runs):
    made = record_of(runs[1])
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
    run_for(train_traces, parts, tmp_path / "next", 1, "--start", runs[0] / "traces.safetensors")
    ((before, *_), (after, *_)) = (lines_of(run, "val") for run in (runs[0], tmp_path / "next"))
    assert before != after
    started = record_of(tmp_path / "next")["starts"]
    assert list(started) == ["traces.safetensors"]


def test_what_norms_count_is_averaged_with_the_weights(batches):
    run = Run.start(TraceNetwork(len(KINDS)).train(), 1e-3, 0.01, 0.9)
    norm = "features.trunk.stem.1.running_var"
    seen = []
    for step in range(3):
        take_step(run, batches[step], 1e-3)
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
        losses.append(take_step(run, batches[0], 0.0))
        weights.append([p.grad.norm() for p in run.model.parameters()])
    assert losses[0] == pytest.approx(losses[1], rel=0.02)
    torch.testing.assert_close(weights[0][0], weights[1][0], rtol=0.1, atol=0)


def test_training_learns(batches):
    torch.manual_seed(0)
    run = Run.start(TraceNetwork(len(KINDS)).train(), 2e-3, 0.01, 0.9)
    losses = [take_step(run, batches[step % 2], 2e-3) for step in range(16)]
    assert np.mean(losses[-4:]) < 0.75 * np.mean(losses[:4])


def test_a_batch_depends_on_its_step_alone(batches):
    images, labels = batches[3]
    assert (images.shape, labels.shape) == ((4, 3, SIDE, SIDE), (4, SIDE, SIDE))
    assert images.is_contiguous(memory_format=torch.channels_last)
    ahead = list(made_ahead(batches, range(3, 5), workers=1))
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

    found = shares_of(Says(), [(images, labels)], "cpu")
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
