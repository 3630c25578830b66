"""What is kept of torch's answers is enough to see another network."""

import gzip
import json

import numpy as np
import pytest
import torch
from tiny_network import TINY

from fasa.config import Config
from release.export import TOLERANCE, load_model
from release.parity import GRID, fixed_inputs, square_means, write_parity

CONFIG = Config.named(str(TINY))


def written(folder, shift=0.0):
    write_parity(load_model(CONFIG, None, shift), fixed_inputs(64), folder)
    about = json.loads((folder / "parity.json").read_text())
    data = gzip.decompress((folder / "map.bin.gz").read_bytes())
    return about, np.frombuffer(data, "<f4").reshape(about["map"])


def test_maps_are_kept_with_their_scores_and_pictures(tmp_path):
    about, maps = written(tmp_path)
    assert about["image"] == [8, 64, 64, 3]
    assert len(gzip.decompress((tmp_path / "image.bin.gz").read_bytes())) == 8 * 64 * 64 * 3
    with torch.no_grad():
        found = load_model(CONFIG, None)(
            torch.from_numpy(fixed_inputs(64)).permute(0, 3, 1, 2).float() / 255
        )
    # A map of 64 pixels has one in each square.
    np.testing.assert_allclose(maps, found.probability[:, 0], atol=1e-6)
    np.testing.assert_allclose(about["score"], found.score, atol=1e-6)


def test_another_network_has_other_means(tmp_path):
    (_, one), (_, other) = written(tmp_path / "a"), written(tmp_path / "b", shift=0.01)
    assert np.abs(one - other).max() > TOLERANCE


@pytest.mark.parametrize(("side", "grid"), [(128, GRID), (96, GRID // 2)])
def test_a_mean_is_that_of_its_square(side, grid):
    maps = np.random.default_rng(0).random((2, side, side), np.float32)
    means = square_means(maps)
    assert means.shape == (2, grid, grid)
    width = side // grid
    assert means[1, 2, 3] == pytest.approx(
        maps[1, 2 * width : 3 * width, 3 * width : 4 * width].mean()
    )
