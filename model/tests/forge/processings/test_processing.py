import cv2
import numpy as np
import pytest

from forge.processings import processing
from forge.processings.overlays import caption, screenshot
from forge.processings.processing import (
    HARD_SHARE_AUTHENTIC,
    HARD_SHARE_MANIPULATED,
    process,
    process_visibly,
)
from forge.processings.traces import jpeg, local_contrast, sharpen


@pytest.mark.parametrize("share", ["HARD_SHARE_AUTHENTIC", "HARD_SHARE_MANIPULATED"])
def test_the_image_does_not_depend_on_the_mask(library, monkeypatch, share):
    # With one share for both labels nothing else may tell them apart.
    for name in ("HARD_SHARE_AUTHENTIC", "HARD_SHARE_MANIPULATED"):
        monkeypatch.setattr(processing, name, getattr(processing, share))
    image = library.photo(library.names[0]).pixels
    empty, full = np.zeros(image.shape[:2], np.uint8), np.ones(image.shape[:2], np.uint8)
    for seed in range(60):
        authentic, left_empty = process(image, empty, np.random.default_rng(seed))
        manipulated, left_full = process(image, full, np.random.default_rng(seed))
        np.testing.assert_array_equal(authentic, manipulated)
        assert left_empty.shape == left_full.shape == authentic.shape[:2]
        assert not left_empty.any()
        assert set(np.unique(left_full)) <= {0, 1}
        # Only the border of a screenshot is no part of the picture.
        assert left_full.mean() > 0.5


def test_authentic_pictures_are_handled_roughly_more_often(picture, mask, monkeypatch):
    monkeypatch.setattr(processing, "_ORDINARY", ())

    def rough_share(label):
        outcomes = [process(picture, label, np.random.default_rng(seed))[0] for seed in range(600)]
        return np.mean([outcome is not picture for outcome in outcomes])

    assert abs(rough_share(np.zeros_like(mask)) - HARD_SHARE_AUTHENTIC) < 0.06
    assert abs(rough_share(np.ones_like(mask)) - HARD_SHARE_MANIPULATED) < 0.04


def test_a_third_of_the_manipulated_pictures_is_left_as_it_is(picture, mask):
    label = np.ones_like(mask)
    outcomes = [process(picture, label, np.random.default_rng(seed))[0] for seed in range(1500)]
    untouched = np.mean([outcome is picture for outcome in outcomes])
    assert abs(untouched - 0.36 * (1 - HARD_SHARE_MANIPULATED)) < 0.04


def test_processing_visibly_always_changes_the_picture(picture, mask):
    for seed in range(300):
        outcome, _ = process_visibly(picture, mask, np.random.default_rng(seed))
        assert not np.array_equal(outcome, picture)


def test_sizes_stay_within_their_limits(mask, picture):
    sides = [max(process(picture, mask, np.random.default_rng(s))[0].shape) for s in range(400)]
    # A double JPEG may lose seven pixels to its shifted grid; a screenshot adds its borders.
    assert min(sides) >= 180 - 7
    assert max(sides) > 300


def test_a_rescaled_mask_stays_on_its_pixels():
    mask = np.zeros((200, 280), np.uint8)
    mask[40:120, 60:200] = 1
    picture = np.repeat(mask[..., None] * 200, 3, axis=2)
    agreement = []
    for seed in range(200):
        outcome, moved = process(picture, mask, np.random.default_rng(seed))
        agreement.append(np.mean((outcome.mean(axis=2) > 100) == moved))
    # Captions and bright borders disagree; they are rare.
    assert np.median(agreement) > 0.98
    assert np.mean(np.array(agreement) > 0.9) > 0.8


@pytest.mark.parametrize("shape", [(90, 180), (180, 90), (64, 64), (400, 600)])
@pytest.mark.parametrize("draw", [caption, screenshot])
def test_overlays_fit_any_size(shape, draw):
    picture, mask = np.full((*shape, 3), 120, np.uint8), np.ones(shape, np.uint8)
    for seed in range(30):
        outcome, moved = draw(picture, mask, np.random.default_rng(seed))
        assert outcome.shape[:2] == moved.shape
        assert not np.array_equal(outcome, picture)
        assert (picture == 120).all()


def test_the_border_of_a_screenshot_is_no_manipulation():
    picture, mask = np.full((200, 280, 3), 120, np.uint8), np.ones((200, 280), np.uint8)
    outcome, moved = screenshot(picture, mask, np.random.default_rng(0))
    assert not moved[0].any()
    assert not moved[-1].any()
    assert (outcome[moved == 1] == 120).all()


def test_sharpening_raises_detail_and_local_contrast_the_contrast(picture):
    soft = (picture.astype(int) // 2 + 60).astype(np.uint8)
    rng = np.random.default_rng(0)
    detail = [
        cv2.Laplacian(image, cv2.CV_32F).std() for image in (soft, sharpen(soft, (1, 1), rng))
    ]
    assert detail[1] > 1.3 * detail[0]
    assert local_contrast(soft, rng).std() > 1.1 * soft.std()


def test_a_lower_quality_strays_further(picture):
    rng = np.random.default_rng(0)
    error = [np.abs(jpeg(picture, (q, q), rng).astype(int) - picture).mean() for q in (98, 30)]
    assert error[1] > 2 * error[0]


@pytest.fixture
def picture(library):
    return library.photo(library.names[0]).pixels


@pytest.fixture
def mask(picture):
    return np.zeros(picture.shape[:2], np.uint8)
