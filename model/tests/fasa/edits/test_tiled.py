from itertools import pairwise

import numpy as np
import pytest
import pyvips
import torch

from fasa.edits import tiled
from fasa.edits.edit_network import EditNetwork
from fasa.edits.tile_grid import origins, smooth_window
from fasa.edits.tile_network import TorchTiles
from fasa.edits.tiled import Tiling, pixel_map, probability_map, statistics, tile_map
from fasa.traces import dense_trunk
from fasa.traces.relative_head import PictureStatistics


@pytest.fixture
def network(monkeypatch):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    monkeypatch.setattr(dense_trunk, "WIDTHS", (8, 8, 16, 16, 16))
    network = EditNetwork().eval()
    # Says something: at first it takes all for untouched.
    torch.nn.init.normal_(network.head.out.weight, std=0.15)
    torch.nn.init.zeros_(network.head.out.bias)
    return network


@pytest.fixture
def tiles(network):
    return TorchTiles(network)


class Brightness:
    """Says of a cell how red it is; features are a cell's mean of each colour."""

    def features(self, tiles):
        self.seen = tiles
        n, high, wide, _ = tiles.shape
        cells = tiles.reshape(n, high // 4, 4, wide // 4, 4, 3).mean((2, 4))
        return cells.transpose(0, 3, 1, 2).astype(np.float32)

    def decide(self, features, mean, variance):
        self.usual = mean, variance
        return features[:, 0] / 255


def smooth_picture(height, width):
    y, x = np.mgrid[:height, :width] / 150
    waves = [np.sin(y + phase) * np.cos(1.3 * x - phase) for phase in (0, 1, 2)]
    return np.rint(128 + 90 * np.stack(waves, axis=2)).astype(np.uint8)


@pytest.mark.parametrize(
    ("length", "tile", "overlap"),
    [
        (512, 512, 64),
        (1000, 512, 64),
        (4032, 512, 64),
        (480, 256, 0),
        (256, 256, 0),
        (520, 512, 64),
    ],
)
def test_tiles_cover_all_on_the_grid(length, tile, overlap):
    starts = origins(length, tile, overlap)
    assert starts[0] == 0
    assert starts[-1] == length - tile
    assert all(start % 8 == 0 for start in starts)
    shared = [tile - (after - before) for before, after in pairwise(starts)]
    assert all(one >= overlap - 8 for one in shared)


def test_lengths_off_the_grid_are_refused():
    for length in (250, 261):
        with pytest.raises(ValueError, match="multiples of 8"):
            origins(length, 256, 0)


def test_a_window_is_highest_in_the_middle():
    window = smooth_window(8, 12)
    assert window.shape == (8, 12)
    assert window.min() > 0
    assert window[4, 6] == window.max() > 0.9
    torch.testing.assert_close(window, window.flip(0, 1))


@pytest.mark.parametrize("shape", [(40, 57), (130, 200), (128, 128), (131, 64)])
def test_a_map_is_as_large_as_its_picture(tiles, shape):
    found = probability_map(tiles, smooth_picture(*shape), Tiling(128, 32, 48))
    assert found.shape == shape
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


def largest_step(tiles):
    """Over the borders of nine tiles, between a pixel and the next."""
    tiling = Tiling(192, 64, 48)
    found = probability_map(tiles, smooth_picture(416, 416), tiling)
    boxes = tiling.boxes(416, 416)
    assert len(boxes) == 9
    steps = [np.abs(np.diff(found, axis=axis)).max(axis=1 - axis) for axis in range(2)]
    borders = [{at for box in boxes for at in (box[axis].start, box[axis].stop)} for axis in (0, 1)]
    return max(steps[axis][at - 1] for axis in (0, 1) for at in borders[axis] - {0, 416})


def test_there_is_no_step_at_the_borders_of_tiles(tiles, monkeypatch):
    assert largest_step(tiles) < 0.01
    monkeypatch.setattr(tiled, "smooth_window", torch.ones)
    assert largest_step(tiles) > 0.01


def test_all_tiles_are_judged_by_the_whole_picture(network):
    seen, features = [], []
    network.head.register_forward_pre_hook(lambda _, given: seen.append(given))
    # Tiles without overlap: together they are the picture once.
    tile_map(TorchTiles(network), smooth_picture(128, 192), Tiling(64, 0, 48))
    features = torch.cat([given[0] for given in seen])
    assert len(features) == 6
    expected = PictureStatistics.of(features.transpose(0, 1).flatten(1, 2)[None])
    for _, usual in seen:
        torch.testing.assert_close(usual.mean, expected.mean)
        torch.testing.assert_close(usual.deviation, expected.deviation)


def test_it_says_what_the_network_that_trains_says(network):
    picture = smooth_picture(64, 96)
    with torch.inference_mode():
        images = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
        expected = network(images, torch.zeros(1, dtype=torch.long))[0, 0].sigmoid().numpy()
    np.testing.assert_allclose(
        tile_map(TorchTiles(network), picture, Tiling(96, 0, 1)), expected, atol=1e-5
    )


@pytest.mark.parametrize("shape", [(300, 200), (256, 256), (30, 70), (131, 509)])
def test_each_cell_of_the_map_lies_where_its_pixels_lie(shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    found = tile_map(Brightness(), picture, Tiling(128, 32, 48))
    rows, columns = (-(-side // 4) for side in shape)
    assert found.shape == (rows, columns)
    assert found.dtype == np.float32
    padding = [(0, 4 * rows - shape[0]), (0, 4 * columns - shape[1]), (0, 0)]
    whole = np.pad(picture, padding, mode="symmetric")
    expected = whole[..., 0].reshape(rows, 4, columns, 4).mean((1, 3)) / 255
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_statistics_count_every_place_of_every_tile():
    judge = Brightness()
    picture = np.random.default_rng(0).integers(0, 256, (160, 128, 3), dtype=np.uint8)
    picture[:64] //= 4
    tile_map(judge, picture, Tiling(128, 96, 48))
    assert len(judge.seen) == 2
    features = judge.features(judge.seen).astype(np.float64)
    np.testing.assert_allclose(judge.usual[0], features.mean((0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(judge.usual[1], features.var((0, 2, 3)), rtol=1e-6)


def test_statistics_are_exact_far_from_zero():
    features = 1e4 + np.random.default_rng(0).normal(0, 0.1, (2, 3, 64, 64)).astype(np.float32)
    for found, expected in zip(
        statistics(features),
        (features.astype(np.float64).mean((0, 2, 3)), features.astype(np.float64).var((0, 2, 3))),
        strict=True,
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_map_of_pixels_has_each_cell_in_its_place():
    cells = np.zeros((3, 5), np.float32)
    cells[1, 2] = 1
    found = pixel_map(cells, 10, 18)
    assert found.shape == (10, 18)
    assert found[5:7, 9:11].min() > 0.7
    assert found[:2].max() == found[:, :6].max() == found[:, 14:].max() == 0


def test_a_picture_above_the_budget_is_reduced_first():
    tiling = Tiling(64, 16, 6)
    picture = smooth_picture(600, 300)
    shown = tiling.within_budget(picture)
    assert len(tiling.boxes(*tiling.padded(shown).shape[:2])) <= 6
    assert shown.shape[0] / shown.shape[1] == pytest.approx(2, rel=0.03)
    small = smooth_picture(70, 60)
    assert tiling.within_budget(small) is small


def test_the_size_within_the_budget_is_told_by_hand():
    # Four tiles cover 512 + 3 * 448 = 1856 pixels: 0.97 ** 3 is the first factor that fits.
    assert Tiling().shown_size(1500, 2000) == (1369, 1825)
    assert Tiling().count(1500, 2000) == 12
    assert Tiling().shown_size(1408, 1856) == (1408, 1856)
    # Halves go up.
    assert Tiling(64, 0, 1).shown_size(50, 65) == (49, 63)


def test_pictures_are_reduced_as_the_scanner_reduces():
    picture = np.random.default_rng(0).integers(0, 256, (90, 70, 3), dtype=np.uint8)
    tiling = Tiling(64, 0, 1)
    height, width = tiling.shown_size(90, 70)
    expected = pyvips.Image.new_from_array(picture).resize(
        width / 70, vscale=height / 90, kernel="lanczos3"
    )
    np.testing.assert_array_equal(tiling.within_budget(picture), expected.numpy())


def test_sides_grow_to_what_tiles_cover():
    tiling = Tiling(64, 16, 48)
    assert tiling.padded(smooth_picture(40, 70)).shape == (64, 72, 3)
    assert tiling.padded(smooth_picture(64, 128)).shape == (64, 128, 3)
