import numpy as np
import pytest

from data.labelled import AUTHENTIC
from data.photographs import Library, Photo
from forge.masks import area_allowed
from forge.operations import OPERATIONS
from forge.sample import make_sample, manipulate, photo_view


@pytest.fixture(scope="module")
def samples(library):
    return [make_sample(library, seed) for seed in range(150)]


def test_a_seed_is_a_sample(samples, library, data_folder):
    for seed in (0, 1, 2, 77):
        # A fresh library: nothing depends on what was drawn before.
        again = make_sample(Library(data_folder, "train"), seed)
        np.testing.assert_array_equal(again.image, samples[seed].image)
        np.testing.assert_array_equal(again.mask, samples[seed].mask)
        assert (again.operation, again.source) == (samples[seed].operation, samples[seed].source)


def test_a_third_is_authentic_with_an_empty_mask(samples):
    authentic = [sample for sample in samples if sample.operation == AUTHENTIC]
    assert 0.23 < len(authentic) / len(samples) < 0.44
    assert not any(sample.mask.any() for sample in authentic)


def test_every_operation_occurs_and_leaves_a_mask(samples):
    manipulated = [sample for sample in samples if sample.operation != AUTHENTIC]
    assert {sample.operation for sample in manipulated} == set(OPERATIONS)
    assert all(sample.mask.any() for sample in manipulated)


def test_samples_keep_photo_sizes(samples, library):
    assert all(sample.image.shape[:2] == sample.mask.shape for sample in samples)
    # Processing may still shrink a view to 180 px, and cut 7 of them off.
    assert min(max(sample.mask.shape) for sample in samples) >= 180 - 7
    assert len({sample.mask.shape for sample in samples}) > 50
    assert {sample.source for sample in samples} <= set(library.names)


def test_a_view_keeps_segments_on_their_pixels(library):
    photo = library.photo("segmented/" + _first_segmented(library))
    # Pixels that repeat the labels: any crop or scale must move both alike.
    coded = Photo("coded", np.repeat(photo.segments[..., None] * 50, 3, axis=2), photo.segments)
    for seed in range(20):
        view = photo_view(coded, np.random.default_rng(seed))
        agree = np.rint(view.pixels[..., 0] / 50) == view.segments
        assert agree.mean() > 0.97


def test_an_operation_that_changes_nothing_is_never_a_sample(library):
    def nothing(base, rng, library):
        mask = np.zeros(base.pixels.shape[:2], np.uint8)
        mask[:40, :40] = 1
        return base.pixels.copy(), mask

    base = library.photo(library.names[0])
    with pytest.raises(RuntimeError, match="changed nothing"):
        manipulate(base, np.random.default_rng(0), library, {"nothing": (nothing, 1.0)})


def test_a_mask_that_is_too_small_is_drawn_again(library):
    calls = []

    def shrinking(base, rng, library):
        calls.append(1)
        mask = np.zeros(base.pixels.shape[:2], np.uint8)
        mask[: 2 * len(calls), :60] = 1
        return 255 - base.pixels, mask

    base = library.photo(library.names[0])
    operations = {"grow": (shrinking, 1.0)}
    _, _, mask = manipulate(base, np.random.default_rng(0), library, operations)
    assert area_allowed(mask)
    # 0.5 % of 200 x 280 is 280 pixels.
    assert len(calls) == 3


def test_views_of_large_photos_reach_1600_pixels_and_no_more():
    photo = Photo("large", np.zeros((1500, 2400, 3), np.uint8))
    sides = [max(photo_view(photo, np.random.default_rng(seed)).pixels.shape) for seed in range(60)]
    assert max(sides) == 1600
    assert min(sides) >= 256


def test_views_are_enlarged_by_three_tenths_at_most():
    photo = Photo("small", np.zeros((200, 300, 3), np.uint8))
    sides = [max(photo_view(photo, np.random.default_rng(seed)).pixels.shape) for seed in range(60)]
    assert 300 < max(sides) <= 390


def _first_segmented(library):
    return next(name for name in library.names if name.startswith("segmented/")).split("/")[1]
