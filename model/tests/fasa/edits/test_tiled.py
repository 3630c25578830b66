from itertools import pairwise

import numpy as np
import pytest
import torch

from fasa.edits import tiled
from fasa.edits.edit_network import EditNetwork
from fasa.edits.tile_grid import origins, smooth_window
from fasa.edits.tiled import Tiling, probability_map
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
def test_a_map_is_as_large_as_its_picture(network, shape):
    found = probability_map(network, smooth_picture(*shape), Tiling(128, 32, 48))
    assert found.shape == shape
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


def largest_step(network):
    """Over the borders of nine tiles, between a pixel and the next."""
    tiling = Tiling(192, 64, 48)
    found = probability_map(network, smooth_picture(416, 416), tiling)
    boxes = tiling.boxes(416, 416)
    assert len(boxes) == 9
    steps = [np.abs(np.diff(found, axis=axis)).max(axis=1 - axis) for axis in range(2)]
    borders = [{at for box in boxes for at in (box[axis].start, box[axis].stop)} for axis in (0, 1)]
    return max(steps[axis][at - 1] for axis in (0, 1) for at in borders[axis] - {0, 416})


def test_there_is_no_step_at_the_borders_of_tiles(network, monkeypatch):
    assert largest_step(network) < 0.01
    monkeypatch.setattr(tiled, "smooth_window", torch.ones)
    assert largest_step(network) > 0.01


def test_all_tiles_are_judged_by_the_whole_picture(network, monkeypatch):
    seen = []
    network.head.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    features = []
    plain = tiled._features

    def watched(*given):
        for some in plain(*given):
            features.append(some)
            yield some

    monkeypatch.setattr(tiled, "_features", watched)
    # Tiles without overlap: together they are the picture once.
    probability_map(network, smooth_picture(128, 192), Tiling(64, 0, 48))
    assert len(seen) == 6
    tiles = torch.cat(features)
    expected = PictureStatistics.of(tiles.transpose(0, 1).flatten(1, 2)[None])
    for one in seen:
        torch.testing.assert_close(one.mean, expected.mean)
        torch.testing.assert_close(one.deviation, expected.deviation)


def test_a_picture_above_the_budget_is_reduced_first():
    tiling = Tiling(64, 16, 6)
    picture = smooth_picture(600, 300)
    shown = tiling.within_budget(picture)
    assert len(tiling.boxes(*tiling.padded(shown).shape[:2])) <= 6
    assert shown.shape[0] / shown.shape[1] == pytest.approx(2, rel=0.03)
    small = smooth_picture(70, 60)
    assert tiling.within_budget(small) is small


def test_sides_grow_to_what_tiles_cover():
    tiling = Tiling(64, 16, 48)
    assert tiling.padded(smooth_picture(40, 70)).shape == (64, 72, 3)
    assert tiling.padded(smooth_picture(64, 128)).shape == (64, 128, 3)
