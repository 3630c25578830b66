"""Means of trained weights: shares, what is refused, and that a release reads what is written."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from tiny_network import tiny_config

from export import load_model, write_weights
from fasa.config import Ablation
from fasa.model import Fasa
from training.mix import mix
from training.run import Run

MODEL = Path(__file__).parents[2]


def test_shares_weigh_whatever_they_sum_to():
    parts = [({"w": torch.tensor([1.0, 4.0])}, 3.0), ({"w": torch.tensor([5.0, 0.0])}, 1.0)]
    assert mix(parts)["w"].tolist() == [2.0, 3.0]


@pytest.mark.parametrize("other", [{"v": torch.zeros(2)}, {"w": torch.zeros(3)}])
def test_weights_of_two_networks_are_refused(other):
    with pytest.raises(ValueError, match="expected weights of one network"):
        mix([({"w": torch.zeros(2)}, 1.0), (other, 1.0)])


def test_the_command_mixes_a_file_and_the_average_of_a_run(tmp_path):
    torch.manual_seed(5)
    released, run = Fasa(tiny_config()), Run.start(Fasa(tiny_config()), 1e-3, 0.05, 0.999)
    write_weights(released, tmp_path / "released.safetensors")
    run.save(tmp_path / "checkpoint.pt")
    out = tmp_path / "mixed.safetensors"
    parts = [f"{tmp_path}/released.safetensors:0.75", f"{tmp_path}/checkpoint.pt:0.25"]
    options = [option for part in parts for option in ("--weights", part)]
    command = [sys.executable, "-m", "training.mix", *options, "--out", str(out)]
    subprocess.run(command, cwd=MODEL, check=True)
    mixed = load_model(tiny_config(), out).state_dict()
    for name, value in run.average.module.state_dict().items():
        expected = 0.75 * released.state_dict()[name] + 0.25 * value
        torch.testing.assert_close(mixed[name], expected, atol=1e-3, rtol=1e-3)


def test_a_file_that_is_no_part_of_this_network_is_refused(tmp_path):
    save_file(Fasa(tiny_config(Ablation(sfsa=False))).state_dict(), tmp_path / "other.safetensors")
    with pytest.raises(RuntimeError, match="Missing key"):
        load_model(tiny_config(), tmp_path / "other.safetensors")


def test_a_file_that_is_no_checkpoint_is_refused_by_name(tmp_path):
    torch.save({"model": {}}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match=r"other\.pt: expected a \.safetensors file or a run's"):
        load_model(tiny_config(), tmp_path / "other.pt")


def test_a_share_of_nothing_is_refused(tmp_path):
    command = [sys.executable, "-m", "training.mix", "--weights", "a.safetensors:0", "--out", "b"]
    done = subprocess.run(command, cwd=MODEL, capture_output=True, text=True, check=False)
    assert "expected FILE:SHARE with a share above 0" in done.stderr
