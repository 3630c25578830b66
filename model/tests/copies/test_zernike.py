"""Features are those of a disc: blind to turns and mirrors, and not to anything else."""

import numpy as np
import pytest

from copies.zernike import MIDDLE_LEVEL, RADIUS, features, moments


@pytest.fixture(scope="module")
def picture():
    return np.random.default_rng(1).uniform(0, 255, (31, 40))


@pytest.mark.parametrize("turned", [np.rot90, np.fliplr, np.flipud, np.transpose])
def test_a_turned_picture_has_the_same_features_turned(picture, turned):
    expected = np.stack([turned(plane) for plane in np.moveaxis(features(picture), -1, 0)], -1)
    assert np.allclose(features(turned(picture)), expected, atol=1e-9)


def test_another_picture_has_others(picture):
    other = features(255 - picture)
    assert not np.allclose(features(picture)[..., :3], other[..., :3], atol=1)


def test_of_a_flat_picture_there_is_nothing_but_brightness():
    found = features(np.full((13, 13), 200.0))[0, 0]
    pixels = np.abs(moments()[0].kernel > 0).sum()
    assert np.isclose(found[0], 0.05 * (200 - MIDDLE_LEVEL) * np.sqrt(pixels))
    assert np.abs(found[1:]).max() < 1e-9


def test_moments_are_those_of_order_five_at_most_on_a_disc():
    names = [(moment.order, moment.repetition) for moment in moments()]
    assert names == [
        *[(0, 0), (2, 0), (4, 0)],
        *[(1, 1), (2, 2), (3, 1), (3, 3), (4, 2), (4, 4), (5, 1), (5, 3), (5, 5)],
    ]
    for moment in moments()[1:]:
        assert np.isclose(np.linalg.norm(moment.kernel), 1, atol=0.01)
        assert moment.kernel[0, 0] == 0
        assert moment.kernel.shape == (2 * RADIUS + 1,) * 2


def test_different_moments_have_little_in_common():
    vectors = np.stack([moment.kernel.ravel() for moment in moments()])
    products = np.abs(vectors @ vectors.conj().T)
    np.fill_diagonal(products, 0)
    assert products.max() < 0.12
