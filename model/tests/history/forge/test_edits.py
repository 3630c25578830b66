import cv2
import numpy as np
import pytest
from history_pictures import grid_strength, phases, photograph, place_of, places

from history.forge import edits
from history.forge.edits import FILLS, edit
from history.forge.quantisation_tables import libjpeg
from history.forge.saving import opened, save_jpeg

BASE = photograph(5, (136, 168))
FEATHER_PX = 20


def square(shape=BASE.shape[:2]):
    region = np.zeros(shape, np.bool_)
    region[40:96, 50:120] = True
    return region


def only(monkeypatch, fill):
    monkeypatch.setattr(edits, "FILLS", {"only": (fill, 1.0)})


def inverted(base, region, rng, stock):
    return 255 - base


def test_the_draws_are_shared_out():
    assert sum(share for _, share in FILLS.values()) == pytest.approx(1)


@pytest.mark.parametrize("kind", FILLS)
def test_a_fill_is_a_picture_of_the_bases_size(stock, kind):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        fill = FILLS[kind][0](BASE, square(), rng, stock)
        assert fill.shape == BASE.shape
        assert fill.dtype == np.uint8
        assert (fill != BASE).any(2)[square()].mean() > 0.3


@pytest.mark.parametrize("kind", FILLS)
def test_nothing_changes_beyond_the_feather(stock, monkeypatch, kind):
    only(monkeypatch, FILLS[kind][0])
    reach = cv2.dilate(square().astype(np.uint8), np.ones((3, 3)), iterations=FEATHER_PX)
    for seed in range(4):
        _, picture, region = edit(BASE, square(), np.random.default_rng(seed), stock)
        assert (picture == BASE)[reach == 0].all()
        assert (picture != BASE).any(2)[region].mean() > 0.3


def test_the_edge_is_hard_in_about_half_of_the_draws(stock, monkeypatch):
    only(monkeypatch, inverted)
    hard = 0
    for seed in range(40):
        _, picture, _ = edit(BASE, square(), np.random.default_rng(seed), stock)
        hard += bool((picture == BASE)[~square()].all())
    assert 10 < hard < 30


def test_what_is_more_than_half_of_the_fill_is_edited(stock, monkeypatch):
    only(monkeypatch, inverted)
    black = np.zeros_like(BASE)
    softened = 0
    for seed in range(12):
        _, picture, region = edit(black, square(), np.random.default_rng(seed), stock)
        share = picture[..., 0] / 255
        sure = np.abs(share - 0.5) > 0.004
        assert (region == (share > 0.5))[sure].all()
        softened += bool((region != square()).any())
    assert softened > 2


def test_what_hardly_changed_is_no_edit(stock, monkeypatch):
    def mostly_the_same(base, region, rng, stock):
        fill = base.copy()
        fill[40:50] ^= 255
        return fill

    only(monkeypatch, lambda base, region, rng, stock: base.copy())
    assert edit(BASE, square(), np.random.default_rng(0), stock) is None
    only(monkeypatch, mostly_the_same)
    assert edit(BASE, square(), np.random.default_rng(0), stock) is None
    only(monkeypatch, inverted)
    assert edit(BASE, square(), np.random.default_rng(0), stock) is not None


def test_a_few_pixels_are_no_edit(stock, monkeypatch):
    only(monkeypatch, inverted)
    speck = np.zeros(BASE.shape[:2], np.bool_)
    speck[60:67, 60:69] = True
    assert edit(BASE, speck, np.random.default_rng(0), stock) is None
    assert edit(BASE, np.zeros_like(speck), np.random.default_rng(0), stock) is None


def test_what_was_moved_left_its_grid(stock):
    base = places((136, 168))
    for seed in range(30):
        moved = FILLS["moved"][0](base, square(), np.random.default_rng(seed), stock)
        first, second = (np.array(place_of(moved[0, column])) for column in (0, 1))
        if second[1] < first[1] and first[1] - second[1] < 8:
            continue  # Mirrored.
        assert first.any()
        assert (first % 8).any(), seed


def test_only_another_table_keeps_the_grid(stock):
    # The grid of blocks is where the steps between columns 7 and 8, 15 and 16, ... are largest.
    rng = np.random.default_rng(3)
    saved = opened(save_jpeg(photograph(7, (136, 168)), libjpeg(20), rng))
    strong = [saved[:, shift:] for shift in range(8)]
    assert [int(phases(one).argmax()) for one in strong] == [(7 - s) % 8 for s in range(8)]
    kept = edits._covering(saved, 100, 200)
    assert kept.shape == (100, 200, 3)
    assert (kept[:, :168] == saved[:100]).all()
    assert grid_strength(kept) > 1.2


def test_the_same_draws_give_the_same_edit(stock):
    once, again = (edit(BASE, square(), np.random.default_rng(9), stock) for _ in range(2))
    assert once[0] == again[0]
    assert (once[1] == again[1]).all()
    assert (once[2] == again[2]).all()
