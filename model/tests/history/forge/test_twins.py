from collections import Counter

import cv2
import numpy as np
import pytest
from history_pictures import photograph

from data.photographs import Library
from history.forge.edits import FILLS
from history.forge.handling import HANDLINGS
from history.forge.pasts import Stock
from history.forge.saving import opened
from history.forge.twins import AS_IS, TWIN, contained, make_samples

FEATHER_PX, BLOCK_PX = 20, 32


@pytest.fixture(scope="module")
def pairs(samples):
    return [one for one in samples if len(one) == 2]


def test_a_seed_is_a_sample(photos, samples):
    fresh = Stock.of(Library(photos, "train"))
    for seed in (0, 3, 17, 31):
        again = make_samples(fresh, seed)
        for one, other in zip(samples[seed], again, strict=True):
            assert one.file == other.file
            assert (one.kind, one.past, one.source) == (other.kind, other.past, other.source)
            np.testing.assert_array_equal(one.region, other.region)


def test_seeds_differ(samples):
    assert len({one.file.data for found in samples for one in found}) > 0.9 * len(samples)


def test_about_half_of_the_files_are_pairs(samples, pairs):
    # A pair that changed too little is drawn anew.
    assert 0.4 < len(pairs) / len(samples) < 0.8
    for edited, twin in pairs:
        assert edited.region is not None
        assert twin.region is None
    for (one,) in (found for found in samples if len(found) == 1):
        assert one.region is None


def test_kinds_are_those_of_fills_and_of_handlings(samples, pairs):
    assert {edited.kind for edited, _ in pairs} <= set(FILLS)
    assert {twin.kind for _, twin in pairs} == {TWIN}
    alone = {found[0].kind for found in samples if len(found) == 1}
    assert alone <= {*HANDLINGS, AS_IS}
    assert len(alone) > 4


def test_a_twin_is_kept_as_its_edited_picture(pairs):
    for edited, twin in pairs:
        assert (edited.file.container, edited.file.suffix) == (
            twin.file.container,
            twin.file.suffix,
        )
        assert (edited.past, edited.source) == (twin.past, twin.source)
        assert opened(edited.file.data).shape == opened(twin.file.data).shape


def test_containers_and_pasts_do_not_tell_the_label(pairs):
    for name in ("container", "suffix"):
        one, other = (Counter(getattr(p[i].file, name) for p in pairs) for i in (0, 1))
        assert one == other
    assert len({edited.file.container for edited, _ in pairs}) > 5
    assert Counter(e.past for e, _ in pairs) == Counter(t.past for _, t in pairs)


def test_a_region_has_its_files_size(pairs):
    for edited, _ in pairs:
        assert edited.region.shape == opened(edited.file.data).shape[:2]
        assert edited.region.any()


def test_files_differ_from_their_twins_where_they_were_edited(pairs):
    # Saving spreads a change over the blocks of its edge; mozjpeg's trellis runs on a little.
    kept = [pair for pair in pairs if pair[0].file.suffix != "webp"]
    reach = np.ones((3, 3), np.uint8)
    for edited, twin in kept:
        changed = (opened(edited.file.data) != opened(twin.file.data)).any(2)
        region = edited.region.astype(np.uint8)
        near = cv2.dilate(region, reach, iterations=FEATHER_PX + BLOCK_PX)
        limit = 0.05 if edited.file.container.startswith("moz") else 0
        assert changed[near == 0].sum() <= limit * changed.size, edited.kind
        assert changed[edited.region].mean() > 0.25, edited.kind


def test_no_file_is_small(samples):
    for one in (one for found in samples for one in found):
        assert min(opened(one.file.data).shape[:2]) >= 96


def test_what_was_handled_down_to_a_strip_is_drawn_anew(stock, monkeypatch):
    heights = []

    def cut(pixels, rng, stock):
        heights.append(60 if len(heights) < 3 else 96)
        return "cut", pixels[: heights[-1]]

    monkeypatch.setattr("history.forge.twins._PAIR_SHARE", 0.0)
    monkeypatch.setattr("history.forge.twins._AS_IS_SHARE", 0.0)
    monkeypatch.setattr("history.forge.twins.handle", cut)
    # What is not kept as JPEG may lose seven rows more.
    (one,) = make_samples(stock, 0)
    assert len(heights) >= 4
    assert opened(one.file.data).shape[0] == 96


def test_a_region_is_cut_with_its_picture(stock):
    picture = np.full((96, 104, 3), 20, np.uint8)
    region = np.zeros((96, 104), np.bool_)
    region[33:60, 41:77] = True
    picture[region] = 235
    cuts = set()
    for seed in range(60):
        file, kept = contained(picture, region, np.random.default_rng(seed), stock)
        bright = opened(file.data)[..., 1] > 128
        assert kept.shape == bright.shape
        assert np.mean(kept != bright) < 0.01
        if file.suffix != "png":
            assert kept.shape == region.shape
        cuts.add((96 - kept.shape[0], 104 - kept.shape[1]))
    assert len(cuts) > 5
    assert max(max(cut) for cut in cuts) <= 7


def test_containers_are_shared_out(stock):
    rng = np.random.default_rng(0)
    picture = photograph(0, (24, 24))
    kept = [contained(picture, None, rng, stock)[0] for _ in range(500)]
    suffixes = Counter(one.suffix for one in kept)
    assert suffixes["jpg"] / 500 == pytest.approx(0.6, abs=0.07)
    assert suffixes["webp"] / 500 == pytest.approx(0.07, abs=0.04)
    names = Counter(one.container for one in kept)
    assert names["png"] / 500 == pytest.approx(0.25, abs=0.06)
    assert names["jpeg_as_png"] / 500 == pytest.approx(0.08, abs=0.04)


def test_a_photograph_may_be_kept_as_it_is(stock, monkeypatch):
    monkeypatch.setattr("history.forge.twins._PAIR_SHARE", 0.0)
    monkeypatch.setattr("history.forge.twins._AS_IS_SHARE", 1.0)
    found = [make_samples(stock, seed)[0] for seed in range(12)]
    assert {one.kind for one in found} == {AS_IS}
    own = [one for one in found if one.file.container == "own"]
    assert 1 < len(own) < 12
    for one in own:
        assert one.file.data == stock.library.path(one.source).read_bytes()
        assert one.file.suffix == "jpg"


def test_a_seed_without_a_picture_says_so(stock, monkeypatch):
    monkeypatch.setattr("history.forge.twins._LEAST_SIDE_PX", 10_000)
    with pytest.raises(RuntimeError, match=r"seed 5: no picture in 20 tries"):
        make_samples(stock, 5)
