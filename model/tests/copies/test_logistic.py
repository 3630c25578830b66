import numpy as np
import pytest

from copies.level_choice import level_for, wilson
from copies.logistic import fit_logistic


def drawn(count=4000):
    """Features of different scales, labels drawn by a known model."""
    rng = np.random.default_rng(0)
    features = rng.normal([5, 0], [10, 0.1], (count, 2))
    chances = 1 / (1 + np.exp(-(-0.5 + 0.2 * features[:, 0] - 9 * features[:, 1])))
    return features, (rng.uniform(size=count) < chances).astype(float)


def test_the_model_that_drew_the_labels_is_found():
    features, labels = drawn()
    found = fit_logistic(features, labels, np.ones(len(labels)), ridge=0.01)
    assert found.intercept == pytest.approx(-0.5, abs=0.2)
    assert found.weights == pytest.approx([0.2, -9], rel=0.15)


def test_an_example_that_counts_twice_is_as_two_of_it():
    features, labels = drawn(60)
    counts = np.where(np.arange(60) < 20, 2.0, 1.0)
    counted = fit_logistic(features, labels, counts, ridge=1)
    again = [np.concatenate([part, part[:20]]) for part in (features, labels)]
    repeated = fit_logistic(*again, np.ones(80), ridge=1)
    np.testing.assert_allclose(counted.weights, repeated.weights)


def test_a_ridge_keeps_weights_finite_where_a_line_parts_the_labels():
    features = np.linspace(-1, 1, 20)[:, None]
    labels = (features[:, 0] > 0).astype(float)
    found = fit_logistic(features, labels, np.ones(20), ridge=1)
    assert 0 < found.weights[0] < 20
    assert found.confidence(features)[-1] > 0.9


def test_a_feature_that_never_changes_weighs_nothing():
    features, labels = drawn(100)
    constant = np.column_stack([features, np.full(100, 7.0)])
    assert fit_logistic(constant, labels, np.ones(100), ridge=1).weights[2] == pytest.approx(0)


def test_a_level_lets_no_more_pictures_pass_than_it_may():
    scores = np.linspace(0, 0.99, 100)
    for share, passing in ((0, 0), (0.002, 0), (0.05, 5)):
        level = level_for([(scores, share)])
        assert passing - 2 <= np.count_nonzero(scores >= level) <= passing


def test_the_stricter_group_sets_the_level():
    low, high = np.full(50, 0.2), np.full(50, 0.8)
    assert level_for([(low, 0), (high, 0)]) > 0.8
    assert 0.2 < level_for([(low, 0), (high, 1)]) < 0.8


def test_wilson_says_what_the_tables_say():
    assert wilson(0, 180) == pytest.approx((0, 0.0209), abs=1e-4)
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
