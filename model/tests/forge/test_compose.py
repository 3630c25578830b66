import cv2
import numpy as np
import pytest

from forge.compose import paste, placement, warp


def test_a_hard_paste_takes_the_patch_inside_and_the_base_outside(mask):
    base, patch = np.full((60, 80, 3), 10, np.uint8), np.full((60, 80, 3), 200, np.uint8)
    pasted = paste(base, patch, mask, 0)
    assert (pasted[mask == 1] == 200).all()
    assert (pasted[mask == 0] == 10).all()


@pytest.mark.parametrize("feather_px", [1, 2, 3])
def test_a_feather_reaches_no_further_than_its_width(mask, feather_px):
    base, patch = np.full((60, 80, 3), 10, np.uint8), np.full((60, 80, 3), 200, np.uint8)
    changed = (paste(base, patch, mask, feather_px) != base).any(axis=2)
    kernel = np.ones((2 * feather_px + 1,) * 2, np.uint8)
    np.testing.assert_array_equal(changed, cv2.dilate(mask, kernel) == 1)


@pytest.mark.parametrize("seed", range(20))
def test_an_object_that_fits_is_placed_wholly_inside(mask, seed):
    rng = np.random.default_rng(seed)
    matrix = placement(mask, (60, 80), 1.2, rng.uniform(-180, 180), bool(seed % 2), rng)
    _, moved = warp(np.zeros((60, 80, 3), np.uint8), mask, matrix, (60, 80), rng)
    assert moved.sum() == pytest.approx(1.2**2 * mask.sum(), rel=0.06)


def test_a_whole_pixel_shift_keeps_the_pixels(mask):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    shift = np.array([[1.0, 0, 25], [0, 1, 20]])
    moved, moved_mask = warp(image, mask, shift, (60, 80), rng)
    np.testing.assert_array_equal(moved[20:, 25:], image[:-20, :-25])
    np.testing.assert_array_equal(moved_mask[20:, 25:], mask[:-20, :-25])


@pytest.fixture
def mask():
    mask = np.zeros((60, 80), np.uint8)
    mask[10:30, 20:45] = 1
    return mask
