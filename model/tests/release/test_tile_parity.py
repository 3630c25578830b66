"""What is kept of pictures' maps is enough to see that they were judged in another way."""

import json

import numpy as np
import pytest
import torch
from edit_graphs import narrow_network

from data.pixels import decode
from fasa.edits import tiled
from fasa.edits.tile_network import TorchTiles
from fasa.edits.tiled import Tiling, statistics, tile_map
from release.tile_parity import FILE, PICTURES, REPOSITORY, grid_means, told_of, write_tile_parity

TILING = Tiling(128, 32, 12)
SMALL = PICTURES[0]


@pytest.fixture(scope="module")
def network():
    torch.set_num_threads(1)
    return TorchTiles(narrow_network())


@pytest.fixture(scope="module")
def told(network):
    return told_of(network, SMALL, TILING)


def test_each_square_holds_the_mean_of_its_cells():
    cells = np.random.default_rng(0).random((37, 50)).astype(np.float32)
    found = grid_means(cells)
    for row, column in ((0, 0), (3, 7), (15, 15)):
        rows = slice(row * 37 // 16, (row + 1) * 37 // 16)
        columns = slice(column * 50 // 16, (column + 1) * 50 // 16)
        assert found[row, column] == pytest.approx(cells[rows, columns].mean())


def test_a_picture_is_told_with_what_it_showed(network, told):
    cells = tile_map(network, decode(REPOSITORY / SMALL, None).pixels, TILING)
    assert (told["width"], told["height"]) == (186, 396)
    assert told["tiles"] == 8
    assert (told["rows"], told["columns"]) == cells.shape == (99, 47)
    assert told["maximum"] == pytest.approx(cells.max(), abs=1e-6)
    assert told["mean"] == pytest.approx(cells.mean(), abs=1e-6)
    assert told["score"] == pytest.approx(np.sort(cells, axis=None)[-5:].mean(), abs=1e-6)


def test_pictures_are_small_several_tiles_turned_and_above_the_budget(
    network, tmp_path, monkeypatch
):
    monkeypatch.setattr("release.tile_parity.tile_map", lambda *given: np.zeros((16, 16), "f4"))
    write_tile_parity(network, Tiling(), tmp_path)
    found = json.loads((tmp_path / FILE).read_text())
    assert [one["picture"] for one in found] == list(PICTURES)
    assert [one["tiles"] for one in found] == [1, 6, 12, 12]
    sizes = [(one["width"], one["height"]) for one in found]
    assert sizes[0] == (186, 396)
    # Kept 1500 wide and 1000 high, and turned.
    assert sizes[2] == (1000, 1500)
    assert sizes[3][0] < 4272


class OfBgr(TorchTiles):
    def features(self, tiles):
        return super().features(np.ascontiguousarray(tiles[..., ::-1]))


class OfEachTile(TorchTiles):
    def decide(self, features, mean, variance):
        each = (features[n : n + 1] for n in range(len(features)))
        return np.concatenate([super(OfEachTile, self).decide(e, *statistics(e)) for e in each])


def gap(told, other):
    return np.abs(np.array(told["grid"]) - other["grid"]).max()


@pytest.mark.parametrize("faulty", [OfBgr, OfEachTile])
def test_another_way_of_serving_has_another_grid(told, faulty):
    assert gap(told, told_of(faulty(narrow_network()), SMALL, TILING)) > 1e-3


def test_tiles_at_other_places_have_another_grid(network, told, monkeypatch):
    origins = tiled.origins

    def shifted(length, tile, overlap):
        starts = [max(0, start - 8) for start in origins(length, tile, overlap)]
        return [*starts[:-1], length - tile]

    monkeypatch.setattr(tiled, "origins", shifted)
    assert gap(told, told_of(network, SMALL, TILING)) > 1e-3


def test_a_map_one_cell_aside_has_another_grid(network, told, monkeypatch):
    plain = tile_map
    monkeypatch.setattr(
        "release.tile_parity.tile_map", lambda *given: np.roll(plain(*given), 1, axis=1)
    )
    assert gap(told, told_of(network, SMALL, TILING)) > 1e-3
