"""Means of trained weights: shares, what is refused, and that a release reads what is written."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tiny_network import tiny_config

from fasa.model import Fasa
from release.export import load_model, write_weights
from training.mix import mix
from training.run import Run

MODEL = Path(__file__).parents[2]


def test_shares_weigh_whatever_they_sum_to():
    parts = [({"w": torch.tensor([1.0, 4.0])}, 3.0), ({"w": torch.tensor([5.0, 0.0])}, 1.0)]
    assert mix(parts)["w"].tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("other", "said"),
    [({"v": torch.zeros(2)}, r"\['v', 'w'\]"), ({"w": torch.zeros(3)}, r"w \(3,\) beside \(2,\)")],
)
def test_weights_of_two_networks_are_refused_and_the_difference_named(other, said):
    with pytest.raises(ValueError, match=f"expected weights of one network.*{said}"):
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


def test_a_file_that_is_no_checkpoint_is_refused_by_name(tmp_path):
    torch.save({"model": {}}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match=r"other\.pt: expected a \.safetensors file or a run's"):
        load_model(tiny_config(), tmp_path / "other.pt")


@pytest.mark.parametrize("part", ["a.safetensors:0", "a.safetensors", "a.safetensors:x", ":1"])
def test_a_part_without_file_or_share_is_refused(part):
    command = [sys.executable, "-m", "training.mix", "--weights", part, "--out", "b"]
    done = subprocess.run(command, cwd=MODEL, capture_output=True, text=True, check=False)
    assert f"expected FILE:SHARE with a share above 0, received {part}" in done.stderr
