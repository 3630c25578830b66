from collections import Counter

import numpy as np
import pytest
from trace_parts import textured

from forge.edits.edit_kinds import EDITS
from forge.edits.edit_scene import COLLECTED, HANDLED, EditForge, edited
from forge.edits.file_history import FileHistory
from forge.traces.photo_parts import Part, PartsPack, write_parts

TILE = 64


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    parts = [
        Part("a", textured(0, 150, 230), textured(1, 144, 224)),
        Part("b", textured(2, 64, 120)),
        Part("c", textured(3, 70, 140)),
    ]
    write_parts(folder, parts, {})
    return EditForge(PartsPack(folder), TILE, 2)


@pytest.fixture(scope="module")
def scenes(forge):
    return [forge(np.random.default_rng([1, seed])) for seed in range(160)]


def pair():
    side = np.s_[:96, :120]
    base, donor = (Part("x", textured(s, 96, 120), textured(s + 9, 96, 120)) for s in (4, 5))
    assert base.pixels[side].shape == base.decoded.shape
    return base, donor


@pytest.mark.parametrize("name", EDITS)
def test_nothing_changes_outside_the_mask(name):
    base, donor = pair()
    before = base.pixels.copy()
    found = 0
    for seed in range(8):
        done = edited(base, EDITS[name], donor, np.random.default_rng(seed))
        if done is None:
            continue
        image, region = done
        found += 1
        assert (image.shape, image.dtype) == (base.pixels.shape, np.uint8)
        np.testing.assert_array_equal(image[region == 0], before[region == 0])
        assert (image[region == 1] != before[region == 1]).any(axis=1).mean() >= 0.5
        assert 0.005 <= region.mean() <= 0.6
    np.testing.assert_array_equal(base.pixels, before)
    assert found >= 3


def test_an_edit_that_changes_nothing_is_none():
    flat = Part("flat", np.full((96, 96, 3), 90, np.uint8))
    assert edited(flat, EDITS["stamped"], flat, np.random.default_rng(0)) is None


def test_a_third_and_more_is_authentic_and_was_handled_as_a_whole(scenes):
    counted = Counter(scene.kind for scene in scenes)
    assert counted[HANDLED] > len(scenes) / 4
    assert counted["authentic"] > len(scenes) / 20
    assert set(counted) == {HANDLED, "authentic", *EDITS}
    for scene in scenes:
        assert scene.mask.any() == (scene.kind in EDITS)
        assert set(np.unique(scene.mask)) <= {0, 1}


def test_edits_of_others_come_with_their_masks_and_are_no_base(tmp_path):
    mask = np.zeros((TILE, TILE), np.uint8)
    mask[8:24, 16:40] = 1
    white = np.full((TILE, TILE, 3), 255, np.uint8)
    write_parts(tmp_path, [Part("a", textured(0, 64, 64)), Part("b", white, mask=mask)], {})
    forge = EditForge(PartsPack(tmp_path), TILE, 1)
    scenes = [forge(np.random.default_rng([2, seed])) for seed in range(120)]
    collected = [scene for scene in scenes if scene.kind == COLLECTED]
    assert 2 <= len(collected) < 20
    for scene in collected:
        np.testing.assert_array_equal(scene.mask, mask)
        assert scene.image.mean() > 200
    assert all(scene.image.mean() < 200 for scene in scenes if scene.kind != COLLECTED)


def test_sides_are_a_tile_or_fit_two(scenes):
    for scene in scenes:
        assert scene.image.shape == (*scene.mask.shape, 3)
        for side in scene.mask.shape:
            assert side == TILE or (1.5 * TILE <= side <= 2 * TILE and side % 8 == 0)
    assert len({scene.mask.shape for scene in scenes}) > 3


def test_an_authentic_one_that_was_not_handled_is_a_piece_on_the_grid(forge):
    whole = [textured(0, 150, 230), textured(2, 64, 120), textured(3, 70, 140)]
    seen = 0
    for seed in range(60):
        scene = forge(np.random.default_rng([2, seed]))
        if scene.kind == "authentic":
            assert any(lies_on_grid(scene.image, photo) for photo in whole)
            seen += 1
    assert seen > 2


def lies_on_grid(piece, photo):
    high, wide = piece.shape[:2]
    return any(
        np.array_equal(photo[top : top + high, left : left + wide], piece)
        for top in range(0, photo.shape[0] - high + 1, 8)
        for left in range(0, photo.shape[1] - wide + 1, 8)
    )


def test_the_same_seed_gives_the_same_bytes(forge, scenes):
    for seed in range(12):
        again = forge(np.random.default_rng([1, seed]))
        np.testing.assert_array_equal(again.image, scenes[seed].image)
        np.testing.assert_array_equal(again.mask, scenes[seed].mask)


def test_a_pack_without_large_parts_is_refused(forge):
    with pytest.raises(ValueError, match="expected parts of 512 px a side, found none"):
        EditForge(forge._parts, 512, 2)


def test_something_happens_to_each_handled_file():
    image = textured(6, 160, 160)
    mask = np.zeros((160, 160), np.uint8)
    mask[20:80, 30:90] = 1
    for seed in range(40):
        rng = np.random.default_rng(seed)
        history = FileHistory.of_authentic(rng)
        assert history.is_filtered or history.scale < 1 or history.saves
        shown, where = history.happen(image, mask, 40, rng)
        assert shown.shape[:2] == where.shape
        assert min(where.shape) >= 40
        assert where.any()
        assert not np.array_equal(shown, image)


def test_a_history_without_events_moves_the_grid_at_most():
    image = textured(6, 96, 96)
    mask = (image[..., 0] > 200).astype(np.uint8)
    for seed in range(12):
        nothing = FileHistory(False, False, 1.0, 0)
        shown, where = nothing.happen(image, mask, 92, np.random.default_rng(seed))
        top, left = 96 - where.shape[0], 96 - where.shape[1]
        assert max(top, left) <= 4
        np.testing.assert_array_equal(shown, image[top:, left:])
        np.testing.assert_array_equal(where, mask[top:, left:])
