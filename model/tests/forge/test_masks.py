import cv2
import numpy as np
import pytest

from data.photographs import Photo
from forge.masks import (
    MAX_AREA,
    MIN_AREA,
    area_fraction,
    object_mask,
    outline_mask,
    segment_mask,
    text_mask,
)


def test_outline_areas_are_log_uniform_between_the_limits():
    rng = np.random.default_rng(0)
    areas = [area_fraction(outline_mask((300, 400), rng)) for _ in range(400)]
    assert min(areas) >= MIN_AREA
    assert max(areas) <= MAX_AREA
    # Half of a log-uniform draw lies below the geometric mean of its limits.
    below = np.mean(np.array(areas) < np.sqrt(MIN_AREA * MAX_AREA))
    assert 0.42 < below < 0.62


@pytest.mark.parametrize("shape", [(128, 800), (800, 128), (128, 256)])
def test_outlines_fit_long_images(shape):
    rng = np.random.default_rng(1)
    for _ in range(50):
        mask = outline_mask(shape, rng)
        assert mask.shape == shape
        assert set(np.unique(mask)) == {0, 1}


def test_a_segment_mask_is_one_connected_part_of_one_label():
    labels = np.zeros((100, 100), np.uint8)
    labels[10:30, 10:30] = 7
    labels[60:90, 60:90] = 7
    mask = segment_mask(labels, np.random.default_rng(0))
    np.testing.assert_array_equal(mask, np.pad(np.ones((30, 30), np.uint8), ((60, 10), (60, 10))))


def test_labels_outside_the_area_limits_are_not_used():
    labels = np.zeros((100, 100), np.uint8)
    labels[0, :20] = 1
    assert segment_mask(labels, np.random.default_rng(0)) is None


def test_an_image_without_usable_segments_still_gets_a_mask():
    photo = Photo("flat", np.zeros((150, 260, 3), np.uint8), np.zeros((150, 260), np.uint8))
    for seed in range(20):
        mask = object_mask(photo, np.random.default_rng(seed), largest=0.1)
        assert MIN_AREA <= area_fraction(mask) <= 0.1
        assert cv2.connectedComponents(mask)[0] >= 2


def test_letters_are_masks_of_allowed_area_or_none():
    masks = [text_mask((300, 400), np.random.default_rng(seed), 0.2) for seed in range(60)]
    written = [mask for mask in masks if mask is not None]
    assert len(written) > 30
    for mask in written:
        assert mask.shape == (300, 400)
        assert set(np.unique(mask)) == {0, 1}
        assert MIN_AREA <= area_fraction(mask) <= 0.2
    # Words have several letters, and letters do not touch.
    assert np.median([cv2.connectedComponents(mask)[0] - 1 for mask in written]) >= 3


def test_letters_that_cannot_fill_the_area_are_not_used():
    assert text_mask((1000, 20), np.random.default_rng(0)) is None
