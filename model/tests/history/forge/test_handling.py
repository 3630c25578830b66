import numpy as np
import pytest
from history_pictures import photograph, place_of, places

from history.forge.handling import HANDLINGS, handle

PICTURE = photograph(3, (150, 190))


def handled(kind, seed, stock, picture=PICTURE):
    return HANDLINGS[kind][0](picture, np.random.default_rng(seed), stock)


def test_the_draws_are_shared_out(stock):
    assert sum(share for _, share in HANDLINGS.values()) == pytest.approx(1)
    found = {handle(PICTURE, np.random.default_rng(seed), stock)[0] for seed in range(120)}
    assert found == set(HANDLINGS)


@pytest.mark.parametrize("kind", HANDLINGS)
def test_every_handling_gives_a_picture(stock, kind):
    for seed in range(6):
        picture = handled(kind, seed, stock)
        assert picture.dtype == np.uint8
        assert picture.ndim == 3
        assert picture.shape[2] == 3
        assert min(picture.shape[:2]) >= 60
        assert picture.std() > 3


@pytest.mark.parametrize("kind", HANDLINGS)
def test_the_picture_that_was_given_stays_as_it_was(stock, kind):
    given = PICTURE.copy()
    for seed in range(4):
        handled(kind, seed, stock, given)
    assert (given == PICTURE).all()


def test_a_handled_picture_lies_in_a_row_and_is_the_same_each_time(stock):
    for seed in range(12):
        (kind, once), (_, again) = (
            handle(PICTURE, np.random.default_rng(seed), stock) for _ in range(2)
        )
        assert once.flags.c_contiguous, kind
        np.testing.assert_array_equal(once, again)


def test_saving_twice_keeps_the_size_and_changes_the_pixels(stock):
    for seed in range(4):
        picture = handled("saved_twice", seed, stock)
        assert picture.shape == PICTURE.shape
        assert (picture != PICTURE).any()


def test_a_crop_takes_at_most_seven_pixels(stock):
    cuts = [handled("cropped_and_saved", seed, stock).shape for seed in range(20)]
    lost = np.array(PICTURE.shape[:2]) - np.array([cut[:2] for cut in cuts])
    assert (lost >= 0).all()
    assert (lost <= 7).all()
    assert len(np.unique(lost)) > 4


def test_quarter_turns_lose_nothing(stock):
    picture = places((60, 90))
    every = {place_of(pixel) for pixel in picture.reshape(-1, 3)}
    lossless = 0
    for seed in range(20):
        turned = handled("turned", seed, stock, picture)
        assert sorted(turned.shape[:2]) == [60, 90]
        lossless += {place_of(pixel) for pixel in turned.reshape(-1, 3)} == every
    assert 6 < lossless < 20


def test_a_frame_lies_around_the_whole_picture(stock):
    for seed in range(6):
        framed = handled("framed", seed, stock)
        down, right = (a - b for a, b in zip(framed.shape[:2], PICTURE.shape[:2], strict=True))
        found = any(
            (framed[top : top + 150, left : left + 190] == PICTURE).all()
            for top in range(down + 1)
            for left in range(right + 1)
        )
        assert found


def test_a_collage_holds_the_picture_and_another(stock):
    picture = places((150, 190))
    for seed in range(6):
        collage = handled("collage", seed, stock, picture)
        rows, columns = (min(a, b) for a, b in zip(collage.shape[:2], (150, 190), strict=True))
        assert (collage[:rows, :columns] == picture[:rows, :columns]).all()
        assert collage.shape[0] > rows or collage.shape[1] > columns
