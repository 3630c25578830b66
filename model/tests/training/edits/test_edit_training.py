import numpy as np
import pytest
import torch
from stage_runs import lines_of, once_and_twice, record_of, run_for
from trace_parts import write_pack

from fasa.edits.edit_network import EditNetwork
from fasa.traces import dense_trunk
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import write_traces
from forge.edits.edit_kinds import EDITS
from forge.edits.edit_scene import EditForge
from training.edits import train_edits
from training.edits.edit_loss import edit_loss
from training.edits.edit_sheets import SHEET, EditSheets
from training.edits.edit_step import step_losses
from training.edits.edit_validation import F1, FALSE_AREA, IMAGE_AUC, THRESHOLD, Judged, figures
from training.run import Run
from training.stages.made_ahead import made_ahead
from training.stages.stage_step import optimizer_step

TILE = 64


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
def sheets(parts):
    return EditSheets(EditForge(parts, TILE, 2), TILE, 12, 0)


@pytest.fixture(scope="module")
def runs(parts, tmp_path_factory):
    return once_and_twice(train_edits, parts, tmp_path_factory.mktemp("runs"))


def test_a_run_goes_on_as_if_it_had_not_stopped(runs):
    once, twice = (lines_of(run, "train") for run in runs)
    assert [line["step"] for line in once] == [1, 2, 3, 4]
    assert [line["loss"] for line in twice] == pytest.approx(
        [line["loss"] for line in once], rel=1e-3
    )
    states = [torch.load(run / "checkpoint.pt", weights_only=True) for run in runs]
    for part in ("model", "average"):
        for name, value in states[0][part].items():
            torch.testing.assert_close(states[1][part][name], value, rtol=1e-2, atol=1e-4, msg=name)


def test_a_run_says_what_it_finds_and_what_made_it(runs):
    val = lines_of(runs[0], "val")
    assert [line["step"] for line in val] == [2, 4]
    assert {F1, FALSE_AREA, IMAGE_AUC, THRESHOLD} <= val[-1].keys()
    made = record_of(runs[1])
    assert made["edits"].keys() == EDITS.keys()
    assert made["parts"] == {"count": 2, "split": "train"}
    assert made["options"]["max_seconds"] is None


def test_a_run_starts_from_a_trace_network(parts, tmp_path, capsys):
    write_traces(TraceNetwork(2), ["a", "b"], tmp_path / "traces.safetensors")
    run_for(train_edits, parts, tmp_path / "run", 1, "--start", tmp_path / "traces.safetensors")
    assert "without a head for edits" in capsys.readouterr().out
    started = record_of(tmp_path / "run")["starts"]
    assert list(started) == ["traces.safetensors"]


def test_the_sheets_of_a_step_depend_on_it_alone(sheets):
    there = sheets[3]
    ahead = list(made_ahead(sheets, range(3, 5), workers=1))
    assert [sheet.kinds for sheet in ahead[0]] == [sheet.kinds for sheet in there]
    for one, other in zip(ahead[0], there, strict=True):
        torch.testing.assert_close(one.images, other.images, rtol=0, atol=0)
        torch.testing.assert_close(one.masks, other.masks, rtol=0, atol=0)
    assert not torch.equal(ahead[1][0].images, there[0].images)


def test_a_pictures_tiles_lie_on_one_sheet(parts):
    found = EditSheets(EditForge(parts, TILE, 2), TILE, 40, 1)[0]
    # Of 40: two whole sheets and a half; a picture has four tiles at most.
    for sheet, least in zip(found, (SHEET, SHEET, 8), strict=True):
        assert least <= len(sheet.images) < least + 4
    for sheet in found:
        count = len(sheet.images)
        assert sheet.images.shape == (count, 3, TILE, TILE)
        assert sheet.masks.shape == (count, TILE, TILE)
        assert sheet.images.is_contiguous(memory_format=torch.channels_last)
        for number, kind in enumerate(sheet.kinds):
            own = sheet.picture == number
            assert own.sum() in (1, 2, 4)
            assert bool(sheet.masks[own].any()) == (kind in EDITS)


def test_training_learns(sheets):
    torch.manual_seed(0)
    run = Run.start(EditNetwork().train(), 2e-3, 0.01, 0.9)
    losses = [
        optimizer_step(run, step_losses(run.model, sheets[step % 2], "cpu"), 2e-3)
        for step in range(16)
    ]
    assert np.mean(losses[-4:]) < 0.9 * np.mean(losses[:4])


def test_authentic_pictures_count_by_their_highest_pixels():
    masks = torch.zeros(3, 32, 32, dtype=torch.uint8)
    masks[2, 8:24, 8:24] = 1
    picture = torch.tensor([0, 0, 1])
    calm = torch.full((3, 1, 8, 8), -4.0)
    calm[2, :, 2:6, 2:6] = 4
    alarmed = calm.clone()
    alarmed[1, 0, 3, 3] = 6
    missed = torch.full_like(calm, -4.0)
    losses = [edit_loss(logits, masks, picture) for logits in (calm, alarmed, missed)]
    assert losses[0] < losses[1]
    assert losses[0] < losses[2]
    assert losses[1] - losses[0] > 0.2


def test_a_sheet_without_edits_has_a_finite_loss():
    logits = torch.zeros(2, 1, 8, 8, requires_grad=True)
    loss = edit_loss(logits, torch.zeros(2, 32, 32, dtype=torch.uint8), torch.tensor([0, 1]))
    loss.backward()
    assert loss > 0
    assert torch.isfinite(logits.grad).all()


def test_figures_are_means_over_scenes():
    scenes = [
        Judged("spliced", 0.9, 0.5, None),
        Judged("spliced", 0.2, 0.1, None),
        Judged("healed", 0.8, 0.9, None),
        Judged("authentic", 0.1, None, 0.0),
        Judged("authentic", 0.3, None, 0.2),
    ]
    found = figures(scenes)
    assert found[F1] == pytest.approx(0.5)
    assert found[FALSE_AREA] == pytest.approx(0.1)
    assert found[IMAGE_AUC] == pytest.approx(5 / 6)
    assert found[THRESHOLD] == pytest.approx(0.29)
    assert found["spliced"] == pytest.approx(0.3)
