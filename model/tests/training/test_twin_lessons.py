"""What the twin descriptor learns from: pictures of copies, who is whose twin, the loss."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import normalize

import training.twin_pictures as twin_pictures
from fasa.config import Config
from fasa.model import Fasa
from fasa.pretrained import load_part
from training.twin_loss import pairings, twin_loss
from training.twin_pictures import cell_origins, twin_picture

MODEL = Path(__file__).parents[2]
SIDE, CELL = 192, 8


@pytest.fixture
def gradient() -> np.ndarray:
    """A photograph whose colour tells the place: red is x, green is y."""
    line = np.arange(SIDE, dtype=np.uint8)
    return np.stack([*np.meshgrid(line, line), np.zeros((SIDE, SIDE), np.uint8)], axis=-1)


def test_the_same_seed_gives_the_same_picture(gradient):
    one, other = (twin_picture(gradient, CELL, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one.image, other.image)
    assert np.array_equal(one.origins, other.origins)


def test_each_whole_cell_shows_the_place_it_names(gradient, monkeypatch):
    monkeypatch.setattr(twin_pictures, "_processed", lambda image, _: image)
    monkeypatch.setattr(twin_pictures, "recompress", lambda image, _: image)
    moved = 0
    for seed in range(8):
        made = twin_picture(gradient, CELL, np.random.default_rng(seed))
        grid = SIDE // CELL
        middle = made.image.reshape(grid, CELL, grid, CELL, 3)[:, 3:5, :, 3:5].mean(axis=(1, 3))
        index = np.arange(grid * grid)
        own = np.stack([index % grid, index // grid], axis=1) * CELL + 3.5
        inside = (
            made.whole & (made.origins >= 2).all(axis=1) & (made.origins < SIDE - 2).all(axis=1)
        )
        shown = middle.reshape(-1, 3)[:, :2]
        assert np.abs(shown - made.origins)[inside].max() < 3
        moved += np.count_nonzero(np.abs(made.origins - own)[inside].max(axis=1) > CELL)
    assert moved > 100


def test_a_cell_with_an_edge_of_a_copy_is_not_whole():
    rows, columns = np.meshgrid(np.arange(16.0), np.arange(16.0), indexing="ij")
    origin = np.stack([columns, rows], axis=-1).astype(np.float32)
    origin[:, 12:] += 100
    _, whole = cell_origins(origin, 8)
    assert whole.tolist() == [True, False, True, False]


def test_twins_come_from_one_place_and_lie_apart():
    origins = torch.stack([torch.arange(16.0) * 50, torch.zeros(16)], dim=1)
    origins[15] = origins[0] + 3
    origins[12] = origins[0] + 10
    origins[1] = origins[0] + 2
    twins, left_out = pairings(origins, torch.ones(16, dtype=torch.bool), reach=1)
    assert torch.nonzero(twins).tolist() == [[0, 15], [1, 15], [15, 0], [15, 1]]
    assert left_out[0].nonzero()[:, 0].tolist() == [0, 1, 4, 5, 12]
    none, _ = pairings(origins, torch.arange(16) != 15, reach=1)
    assert not none.any()


def test_good_descriptors_find_their_twins_and_bad_ones_do_not():
    torch.manual_seed(0)
    origins, whole = torch.rand(64, 2) * 1e4, torch.ones(64, dtype=torch.bool)
    origins[60:] = origins[:4]
    good = normalize(torch.randn(16, 64), dim=0)
    bad = good.clone()
    good[:, 60:] = good[:, :4]
    loss, found = twin_loss(good.view(16, 8, 8), origins, whole, torch.tensor(20.0), reach=1)
    worse, missed = twin_loss(bad.view(16, 8, 8), origins, whole, torch.tensor(20.0), reach=1)
    assert (found, missed) == (1, 0)
    assert loss < 0.1 < worse


def test_a_picture_without_copies_teaches_nothing():
    origins, whole = torch.rand(64, 2) * 1e4, torch.ones(64, dtype=torch.bool)
    assert twin_loss(torch.rand(4, 8, 8), origins, whole, torch.tensor(20.0), reach=1) is None


def test_the_command_writes_a_descriptor_that_the_network_loads(photo_folder, tmp_path):
    out = tmp_path / "descriptor.safetensors"
    options = ["--data", str(photo_folder), "--steps", "2", "--batch", "2", "--out", str(out)]
    command = [sys.executable, "-m", "training.twins", *options]
    done = subprocess.run(command, cwd=MODEL, capture_output=True, text=True, check=True)
    assert '"step": 2' in done.stdout
    twins = Fasa(Config.named("compact")).twins
    before = {name: value.clone() for name, value in twins.descriptor.state_dict().items()}
    load_part(twins.descriptor, out)
    assert load_file(out).keys() == before.keys()
    assert any(not torch.equal(before[name], v) for name, v in load_file(out).items())


def test_a_configuration_without_twins_is_refused(tmp_path):
    options = ["--config", "compact-vit", "--out", str(tmp_path / "x.safetensors")]
    command = [sys.executable, "-m", "training.twins", *options]
    done = subprocess.run(command, cwd=MODEL, capture_output=True, text=True, check=False)
    assert "expected a configuration with a table [twins]" in done.stderr
