"""Distillation: targets, the bank that asks the teacher once, runs that go on where they were."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tiny_network import TINY, tiny_config

from fasa.model import Fasa, build_encoder
from fasa.pretrained import Pretrained
from fasa.timm_vit import TimmVit
from forge.sources import Library
from training.distillation import Distillation, standardised, teacher_tokens
from training.lessons import Lessons
from training.token_bank import Crops, TokenBank

MODEL = Path(__file__).parents[2]


@pytest.fixture
def teacher() -> TimmVit:
    torch.manual_seed(0)
    return TimmVit(64, patch=16, width=12, depth=2, heads=2, layers=(0, 1)).freeze()


@pytest.fixture
def pupil(teacher) -> Distillation:
    torch.manual_seed(1)
    return Distillation(build_encoder(tiny_config().semantic), teacher)


@pytest.fixture
def crops(photo_folder) -> Crops:
    return Crops(Library(photo_folder, "train"), size=64, seed=0)


def test_targets_have_one_scale_per_block_and_channel():
    tokens = torch.randn(4, 2, 9, 5) * torch.tensor([1.0, 100, 0.01, 5, 1]) + 7
    found = standardised(tokens)
    torch.testing.assert_close(found.mean(dim=(0, 2)), torch.zeros(2, 5), atol=1e-3, rtol=0)
    torch.testing.assert_close(found.std(dim=(0, 2)), torch.ones(2, 5), atol=1e-3, rtol=0)


def test_a_finer_teacher_is_averaged_in_place(teacher):
    rgb = torch.rand(2, 3, 64, 64)
    whole = teacher_tokens(teacher, rgb, 4)
    torch.testing.assert_close(whole, torch.stack(teacher(rgb), dim=1))
    corner = whole.view(2, 2, 4, 4, 12)[:, :, :2, 2:].mean(dim=(2, 3))
    torch.testing.assert_close(teacher_tokens(teacher, rgb, 2)[:, :, 1], corner)


def test_a_silent_student_explains_nothing_and_a_perfect_one_all(pupil, teacher):
    rgb = torch.rand(8, 3, 64, 64)
    targets = standardised(teacher_tokens(teacher, rgb, 2))
    for read in pupil.read_outs:
        torch.nn.init.zeros_(read.weight)
        torch.nn.init.zeros_(read.bias)
    torch.testing.assert_close(pupil(rgb, targets), torch.ones(2), atol=0.05, rtol=0)
    torch.testing.assert_close(pupil(rgb, torch.zeros_like(targets)), torch.zeros(2))


def test_other_numbers_of_blocks_are_refused(pupil):
    with pytest.raises(ValueError, match="as many teacher blocks"):
        Distillation(pupil.student, TimmVit(64, 16, 12, 2, 2, layers=(1,)))


def test_a_crop_is_a_function_of_its_number(crops):
    assert torch.equal(crops([3, 5])[1], crops([5])[0])
    assert not torch.equal(crops([3]), crops([4]))


def test_the_bank_asks_the_teacher_once(teacher, crops, tmp_path):
    asked = []
    teacher.register_forward_hook(lambda _, inputs, __: asked.append(len(inputs[0])))
    bank = TokenBank(tmp_path, teacher, crops, grid=2, count=10)
    rgb, tokens = bank(np.array([7, 2]))
    torch.testing.assert_close(tokens, teacher_tokens(teacher, rgb, 2), atol=2e-3, rtol=2e-3)
    asked.clear()
    bank(np.array([2, 9]))
    again = TokenBank(tmp_path, teacher, crops, grid=2, count=10)(np.array([7, 2]))
    assert asked == [1]
    assert torch.equal(again[1], tokens)


def test_a_bank_of_another_size_is_refused(teacher, crops, tmp_path):
    TokenBank(tmp_path, teacher, crops, grid=2, count=10)
    with pytest.raises(ValueError, match="use a new folder"):
        TokenBank(tmp_path, teacher, crops, grid=2, count=11)


def test_lessons_are_learnt(pupil, teacher, crops):
    rgb = crops(range(8))
    tokens = teacher_tokens(teacher, rgb, 2)
    lessons = Lessons(pupil, learning_rate=3e-3, weight_decay=0.0, steps=60, warm_up=5)
    before = lessons.explained(rgb, tokens)
    for _ in range(60):
        lessons.learn(rgb, tokens)
    assert all(b > a + 0.3 for a, b in zip(before, lessons.explained(rgb, tokens), strict=True))


@pytest.fixture(scope="module")
def teacher_file(tmp_path_factory) -> Path:
    import timm

    torch.manual_seed(0)
    weights = timm.create_model("vit_tiny_patch16_224").state_dict()
    path = tmp_path_factory.mktemp("teacher") / "teacher.npz"
    np.savez(path, **{name: value.half().numpy() for name, value in weights.items()})
    return path


def distill(data: Path, teacher: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training.distill", "--config", str(TINY), "--threads", "1"]
    command += ["--data", str(data), "--teacher", str(teacher), "--teacher-blocks", "5", "11"]
    command += ["--out", str(out), "--batch", "4", "--crops", "8", "--steps", "4", *more]
    return subprocess.run(command, cwd=MODEL, capture_output=True, text=True)


def test_a_run_cut_in_two_ends_where_an_unbroken_one_does(photo_folder, teacher_file, tmp_path):
    distill(photo_folder, teacher_file, tmp_path / "whole")
    distill(photo_folder, teacher_file, tmp_path / "cut", "--max-seconds", "0")
    first = json.loads((tmp_path / "cut" / "distill.json").read_text())
    distill(photo_folder, teacher_file, tmp_path / "cut")
    last = json.loads((tmp_path / "cut" / "distill.json").read_text())
    assert (first["step"], last["step"]) == (0, 4)
    encoders = [load_file(tmp_path / run / "encoder.safetensors") for run in ("whole", "cut")]
    for name, value in encoders[0].items():
        torch.testing.assert_close(encoders[1][name], value, atol=1e-5, rtol=1e-4)
    model = Fasa(tiny_config())
    Pretrained(semantic=tmp_path / "cut" / "encoder.safetensors").load_into(model)


def test_another_teacher_is_refused_by_name(photo_folder, tmp_path):
    np.savez(tmp_path / "other.npz", pos_embed=np.zeros((1, 5, 8), np.float32))
    found = distill(photo_folder, tmp_path / "other.npz", tmp_path / "run")
    assert found.returncode != 0
    assert "other.npz: expected vit_tiny_patch16_224" in found.stderr
