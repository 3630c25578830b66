import numpy as np
import pytest
from history_pictures import grid_strength, place_of, places

from data.photographs import Library
from history.forge.pasts import Stock, any_past, made_past, no_past, own_past, window


class OneSource:
    """A library's photographs of one source."""

    def __init__(self, library, folder):
        self._library = library
        self.names = [name for name in library.names if name.startswith(folder)]

    def photo(self, name):
        return self._library.photo(name)


@pytest.fixture(scope="module")
def blocky(photos):
    """Strongly compressed photographs alone."""
    return Stock(OneSource(Library(photos, "train"), "plain/"), [], [])


def test_windows_on_the_grid_start_at_multiples_of_eight():
    picture, starts = places((1400, 1500)), []
    for seed in range(40):
        cut = window(picture, np.random.default_rng(seed), on_grid=True)
        starts.append(place_of(cut[0, 0]))
        bottom, right = place_of(cut[-1, -1])
        size = (bottom - starts[-1][0] + 1, right - starts[-1][1] + 1)
        assert cut.shape == (*size, 3)
        assert cut.flags.c_contiguous
    assert not (np.array(starts) % 8).any()
    assert len(set(starts)) > 20


def test_other_windows_start_anywhere():
    picture = places((1400, 1500))
    cuts = [window(picture, np.random.default_rng(seed), on_grid=False) for seed in range(40)]
    starts = np.array([place_of(cut[0, 0]) for cut in cuts])
    assert len(np.unique(starts % 8)) == 8


def test_windows_are_large_but_not_huge():
    picture = np.broadcast_to(np.uint8(0), (4000, 5000, 3))
    shapes = [window(picture, np.random.default_rng(s), False).shape for s in range(60)]
    sizes = np.array([rows * columns for rows, columns, _ in shapes])
    assert (sizes <= 12_500_000).all()
    assert 0.65 < np.mean(sizes <= 1_300_000) < 0.97
    assert (sizes > 1_300_000).any()


def test_a_small_picture_keeps_at_least_128_pixels_a_side():
    for shape in ((140, 3000), (100, 130)):
        for seed in range(20):
            cut = window(np.zeros((*shape, 3), np.uint8), np.random.default_rng(seed), True)
            assert min(cut.shape[:2]) >= min(128, *shape)


def test_an_own_past_shows_its_blocks_and_no_past_shows_none(blocky):
    own = [grid_strength(own_past(blocky, np.random.default_rng(s))[1]) for s in range(12)]
    none = [grid_strength(no_past(blocky, np.random.default_rng(s))[1]) for s in range(12)]
    assert np.median(own) > 2
    assert np.median(none) < 1.1
    assert max(none) < min(own)


def test_no_past_is_shrunk(blocky):
    for seed in range(10):
        _, pixels = no_past(blocky, np.random.default_rng(seed))
        assert max(pixels.shape) <= round(0.92 * 280)


def test_a_made_past_was_saved_on_its_own_grid(blocky):
    found = [made_past(blocky, np.random.default_rng(seed)) for seed in range(6)]
    bare = [no_past(blocky, np.random.default_rng(seed)) for seed in range(6)]
    for (name, pixels), (expected, without) in zip(found, bare, strict=True):
        assert name == expected
        assert pixels.shape == without.shape
        assert (pixels != without).any()


def test_cameras_are_drawn_often_although_they_are_few(stock):
    rng = np.random.default_rng(0)
    names = [stock.photograph(rng)[0] for _ in range(400)]
    share = np.mean([name.startswith("camera/") for name in names])
    few = np.mean([name.startswith("camera/") for name in stock.library.names])
    # 45 % of the draws, and their part of the others.
    assert few < 0.35
    assert share == pytest.approx(0.45 + 0.55 * few, abs=0.08)


def test_without_cameras_every_photograph_is_as_likely(blocky):
    rng = np.random.default_rng(0)
    names = [blocky.photograph(rng)[0] for _ in range(200)]
    assert set(names) == set(blocky.library.names)


def test_pasts_are_shared_out(stock):
    kinds = [any_past(stock, np.random.default_rng(seed))[1] for seed in range(120)]
    assert set(kinds) == {"own", "made", "none"}
    assert 0.35 < kinds.count("own") / 120 < 0.65
    assert kinds.count("none") < 25
