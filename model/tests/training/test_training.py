"""Training: batches are a function of the step, a resumed run equals an unbroken one."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_network import TINY, tiny_config

from data.packed_set import PackedSet, write_pack
from fasa.config import Ablation
from fasa.model import Fasa
from release.export import write_weights
from training.augment import augment, thumbnail, toned
from training.run import Run, parameter_groups, rate_factor
from training.sampler import BatchSampler, WeightedSet
from training.train import start_from

MODEL = Path(__file__).parents[2]


@pytest.fixture
def pictures(tmp_path) -> PackedSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (12, 64, 64, 3), dtype=np.uint8)
    masks = np.zeros((12, 64, 64), np.uint8)
    masks[4:, 16:48, 16:48] = 1
    write_pack(tmp_path / "pack", images, masks, {"operations": []})
    return PackedSet.open(tmp_path / "pack")


def test_a_batch_depends_on_seed_and_step_alone(pictures):
    sets = [WeightedSet(pictures, 1.0)]
    once, again = (BatchSampler(sets, 4, 0.3, seed=5) for _ in range(2))
    for step in (3, 7):
        torch.testing.assert_close(once(step), again(step), rtol=0, atol=0)
    assert not torch.equal(once(3)[0], once(4)[0])


def test_batches_hold_the_authentic_share(pictures):
    sampler = BatchSampler([WeightedSet(pictures, 1.0)], 300, 1 / 3, seed=0)
    _, masks = sampler(0)
    authentic = (masks.amax(dim=(1, 2, 3)) == 0).float().mean()
    assert 0.25 < authentic < 0.42


def test_the_mask_follows_the_pixels():
    # A picture that IS its mask: wherever pixels move, the mask must move along.
    for seed in range(40):
        rng = np.random.default_rng(seed)
        mask = np.zeros((64, 64), np.uint8)
        mask[8:40, 16:56] = 1
        image, moved = augment(np.repeat(mask[..., None] * 255, 3, axis=2), mask, rng)
        assert image.shape == (64, 64, 3)
        assert ((image[..., 0] > 127) == (moved > 0)).mean() > 0.95


def test_a_tone_keeps_the_order_of_levels():
    levels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    for seed in range(20):
        steps = np.diff(toned(levels, np.random.default_rng(seed)).astype(int), axis=1)
        assert (steps >= 0).all()
        assert steps.any()


def test_a_thumbnail_keeps_what_is_seen_and_loses_its_grain():
    rng = np.random.default_rng(0)
    ramp = np.broadcast_to(np.linspace(40, 200, 96)[:, None, None], (96, 96, 3))
    image = (ramp + rng.normal(0, 8, (96, 96, 3))).clip(0, 255).astype(np.uint8)
    small = thumbnail(image, rng)
    assert small.shape == image.shape
    assert np.abs(small - ramp).mean() < 6
    assert np.diff(small.astype(int)).std() < 0.7 * np.diff(image.astype(int)).std()


def test_rate_warms_up_and_decays():
    factors = [rate_factor(step, 1000, 100) for step in range(1000)]
    assert factors[0] == pytest.approx(0.01)
    assert factors[99] == pytest.approx(1.0)
    assert all(a >= b for a, b in pairwise(factors[100:]))
    assert factors[-1] == pytest.approx(0.01, abs=1e-3)


def test_vectors_prototypes_and_cutoffs_do_not_decay(tiny):
    matrices, vectors, special = parameter_groups(tiny, 1e-3, 0.05)
    names = {id(p): n for n, p in tiny.named_parameters()}
    assert {names[id(p)] for p in special["params"]} == {
        "alignment.prototypes",
        "alignment.log_scale",
        "bands.low_logit",
        "bands.high_logit",
    }
    assert all(p.ndim < 2 for p in vectors["params"])
    assert (matrices["weight_decay"], vectors["weight_decay"], special["weight_decay"]) == (
        0.05,
        0.0,
        0.0,
    )
    counted = sum(len(g["params"]) for g in (matrices, vectors, special))
    assert counted == len(list(tiny.parameters()))


def test_a_checkpoint_restores_everything(tiny, tmp_path):
    run = Run.start(tiny, 1e-3, 0.05, 0.9)
    loss = tiny(torch.rand(1, 3, 64, 64)).logits.square().mean()
    loss.backward()
    run.optimizer.step()
    run.average.update_parameters(tiny)
    run.step = 7
    run.save(tmp_path / "checkpoint.pt")
    fresh = Run.start(Fasa(tiny.config), 1e-3, 0.05, 0.9)
    fresh.load(tmp_path / "checkpoint.pt")
    assert fresh.step == 7
    for a, b in zip(run.model.parameters(), fresh.model.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=0)
    a, b = run.average.state_dict(), fresh.average.state_dict()
    assert all(torch.equal(a[name], b[name]) for name in a)


def train(config: Path, pack: Path, run: Path, *more: str) -> list[dict]:
    command = [sys.executable, "-m", "training.train", "--config", str(config), "--set", str(pack)]
    command += ["--run", str(run), "--batch", "2", "--warm-up", "2", "--threads", "1", *more]
    subprocess.run(command, cwd=MODEL, check=True, capture_output=True)
    log = run / "log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_a_run_cut_in_two_ends_where_an_unbroken_one_does(pictures, tmp_path):
    config = TINY
    short = ("--steps", "6", "--log-every", "1")
    whole = train(config, pictures.path, tmp_path / "whole", *short)
    train(config, pictures.path, tmp_path / "cut", *short, "--stop-after", "3")
    resumed = train(config, pictures.path, tmp_path / "cut", *short)
    assert [r["step"] for r in resumed] == [1, 2, 3, 4, 5, 6]
    assert [r["total"] for r in resumed] == pytest.approx([r["total"] for r in whole], rel=1e-3)


def test_a_run_reports_its_validation(pictures, tmp_path):
    config = TINY
    more = ("--steps", "2", "--validate-every", "2", "--val", str(pictures.path))
    found = train(config, pictures.path, tmp_path / "run", *more)
    (validated,) = [r for r in found if r["group"] == pictures.path.name]
    assert validated["step"] == 2
    assert 0 <= validated["pixelF1"] <= 1
    assert 0 <= validated["aucScore"] <= 1


def test_a_run_stops_at_its_time_limit_and_keeps_its_state(pictures, tmp_path):
    config = TINY
    assert train(config, pictures.path, tmp_path / "run", "--max-seconds", "0") == []
    assert (tmp_path / "run" / "checkpoint.pt").exists()


def test_a_run_goes_on_from_trained_weights(pictures, tmp_path):
    torch.manual_seed(3)
    start = tmp_path / "start.safetensors"
    model = Fasa(tiny_config())
    write_weights(model, start)
    train(TINY, pictures.path, tmp_path / "run", "--start", str(start), "--max-seconds", "0")
    state = torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["model"]
    for name, value in model.state_dict().items():
        torch.testing.assert_close(state[name], value, rtol=1e-3, atol=1e-3)


def test_weights_of_another_network_are_refused_by_name(tmp_path):
    start = tmp_path / "start.safetensors"
    write_weights(Fasa(tiny_config(Ablation(sfsa=False))), start)
    with pytest.raises(ValueError, match=r"start\.safetensors"):
        start_from(Fasa(tiny_config()), start)


def test_windows_are_parts_of_the_pictures(pictures):
    sampler = BatchSampler([WeightedSet(pictures, 1.0)], 8, 1 / 3, seed=0, window=32)
    images, masks = sampler(0)
    assert images.shape == (8, 3, 32, 32)
    assert masks.shape == (8, 1, 32, 32)
    with pytest.raises(ValueError, match="65 px"):
        BatchSampler([WeightedSet(pictures, 1.0)], 1, 1 / 3, seed=0, window=65)(0)


def test_a_run_on_windows_is_validated_on_whole_pictures(pictures, tmp_path):
    # CLIP's learned positions are for one size.
    side = 'kind = "clip_vit"\ninput_size = 32'
    text = TINY.read_text().replace(side, 'kind = "efficientnet_lite"\ninput_size = 64')
    config = tmp_path / "any-size.toml"
    config.write_text(text)
    more = ("--steps", "1", "--window", "32", "--validate-every", "1", "--val", str(pictures.path))
    found = train(config, pictures.path, tmp_path / "run", *more)
    assert [r["group"] for r in found] == [pictures.path.name]


def test_a_run_states_what_made_it(pictures, tmp_path):
    run = tmp_path / "run"
    more = ("--steps", "2", "--validate-every", "2", "--val", str(pictures.path))
    train(TINY, pictures.path, run, *more, "--workers", "2")
    found = json.loads((run / "run.json").read_text())
    assert found["config"]["input_size"] == 64
    assert found["training"][0]["masksSha256"] == pictures.about["masksSha256"]
    assert found["metrics"]["pack"]["step"] == 2
    assert found["commits"] != ["unknown"]


def test_the_log_is_also_one_of_tensorboard_events(pictures, tmp_path):
    run = tmp_path / "run"
    train(TINY, pictures.path, run, "--steps", "2", "--log-every", "1")
    (events,) = run.glob("events.out.tfevents.*")
    tags = re.findall(rb"train/\w+", events.read_bytes())
    assert {b"train/total", b"train/bce", b"train/edge"} <= set(tags)
