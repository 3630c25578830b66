import numpy as np
import pytest

from evaluation.metrics.auc import roc_auc
from evaluation.metrics.bootstrap import auc_estimate, estimate, mean_estimate


def test_the_interval_of_a_mean_is_that_of_theory():
    values = np.random.default_rng(0).normal(3, 2, 400)
    estimate = mean_estimate(values, rounds=4000)
    spread = 1.96 * values.std() / np.sqrt(400)
    assert estimate["value"] == pytest.approx(values.mean())
    assert estimate["low"] == pytest.approx(values.mean() - spread, abs=0.03)
    assert estimate["high"] == pytest.approx(values.mean() + spread, abs=0.03)
    assert estimate["count"] == 400


def test_it_repeats_with_its_seed_only():
    values = np.random.default_rng(0).random(50)
    assert mean_estimate(values, seed=1) == mean_estimate(values, seed=1)
    assert mean_estimate(values, seed=1) != mean_estimate(values, seed=2)


def test_images_that_agree_leave_no_doubt():
    assert mean_estimate([0.25] * 9) == {"value": 0.25, "low": 0.25, "high": 0.25, "count": 9}


def test_no_image_is_refused():
    with pytest.raises(ValueError, match="no images"):
        mean_estimate([])


def test_auc_lies_within_its_interval():
    rng = np.random.default_rng(0)
    positive = np.arange(120) < 40
    scores = rng.random(120) + 0.3 * positive
    estimate = auc_estimate(scores, positive)
    assert estimate["value"] == roc_auc(scores, positive)
    assert 0 < estimate["low"] < estimate["value"] < estimate["high"] < 1


def test_a_lone_positive_is_in_every_resample():
    # Resampling both classes together would lose it in a third of the rounds and fail.
    estimate = auc_estimate([0.1, 0.2, 0.3, 0.9], [False, False, False, True])
    assert estimate["low"] == estimate["high"] == 1


def test_images_of_one_source_are_drawn_together():
    sources = np.repeat(["a", "b", "c"], [2, 5, 1])
    drawn = []
    estimate(lambda chosen: drawn.append(np.bincount(chosen, minlength=8)) or 0.0, 8, sources)
    rounds = np.array(drawn)
    for times in ([0, 1], [2, 3, 4, 5, 6]):
        assert (rounds[:, times] == rounds[:, times[:1]]).all()
    assert (rounds[:, [0, 2, 7]].sum(axis=1) == 3).all()
    assert len(np.unique(rounds.sum(axis=1))) > 3


def test_copies_of_an_image_widen_no_more_than_their_source():
    values = np.random.default_rng(0).random(30)
    alone = mean_estimate(values)
    copied = mean_estimate(np.repeat(values, 9), np.repeat(np.arange(30), 9))
    assert copied["low"] == pytest.approx(alone["low"], abs=1e-12)
    assert copied["high"] == pytest.approx(alone["high"], abs=1e-12)
    assert copied["count"] == 270


def test_each_stratum_keeps_its_size():
    strata = np.arange(10) < 3
    sizes = []
    estimate(lambda chosen: sizes.append(strata[chosen].sum()) or 0.0, 10, strata=strata)
    assert set(sizes) == {3}
