import numpy as np

from forge.processing import process


def test_the_image_does_not_depend_on_the_mask(library):
    image = library.photo(library.names[0]).pixels
    empty, full = np.zeros(image.shape[:2], np.uint8), np.ones(image.shape[:2], np.uint8)
    for seed in range(30):
        authentic, left_empty = process(image, empty, np.random.default_rng(seed))
        manipulated, left_full = process(image, full, np.random.default_rng(seed))
        np.testing.assert_array_equal(authentic, manipulated)
        assert left_empty.shape == left_full.shape == authentic.shape[:2]
        assert not left_empty.any()
        assert left_full.all()


def test_draws_have_their_shares():
    image = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    mask = np.zeros((40, 50), np.uint8)
    outcomes = [process(image, mask, np.random.default_rng(seed))[0] for seed in range(1500)]
    resized = np.mean([outcome.shape != image.shape for outcome in outcomes])
    untouched = np.mean([np.array_equal(outcome, image) for outcome in outcomes])
    assert abs(resized - 0.2) < 0.03
    assert abs(untouched - 0.8 * 0.9 * 0.5) < 0.04
