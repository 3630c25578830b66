import numpy as np
import pytest

from release.threshold_with_margin import threshold_with_margin


@pytest.mark.parametrize("rate", [0.05, 0.1])
def test_the_rate_holds_for_photographs_not_seen(rate):
    # Uniform scores: a threshold t flags 1 - t of all photographs there are.
    rng = np.random.default_rng(0)
    true_rates = [1 - threshold_with_margin(rng.random(300), rate) for _ in range(40)]
    assert np.mean(np.array(true_rates) <= rate) >= 0.85


def test_copies_of_a_photograph_are_no_further_evidence():
    scores = np.random.default_rng(1).random(100)
    alone = threshold_with_margin(scores, 0.1)
    copies, sources = np.repeat(scores, 5), np.repeat(np.arange(100), 5)
    assert threshold_with_margin(copies, 0.1, sources) == pytest.approx(alone, abs=0.02)
    assert threshold_with_margin(copies, 0.1) < alone


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.25])
def test_the_next_lower_score_would_break_the_bound(rate):
    scores = np.random.default_rng(2).random(200)
    threshold = threshold_with_margin(scores, rate)
    flagged = int((scores > threshold).sum())
    assert flagged / 200 <= rate
    rng = np.random.default_rng(3)
    counts = np.array([flagged, flagged + 1]) / 200
    # Of n independent images the bound is that of a binomial.
    bounds = np.quantile(rng.binomial(200, counts, (20_000, 2)) / 200, 0.95, axis=0)
    assert bounds[0] <= rate + 0.005
    assert bounds[1] >= rate - 0.005


def test_it_may_flag_nothing_at_all():
    scores = np.array([0.1, 0.4, 0.3])
    assert threshold_with_margin(scores, 0.0) == 0.4
    assert threshold_with_margin(scores, 0.05) == 0.4


def test_no_scores_or_a_rate_out_of_range_are_refused():
    with pytest.raises(ValueError, match="rate in"):
        threshold_with_margin(np.array([]), 0.1)
    with pytest.raises(ValueError, match=r"received 1\.5"):
        threshold_with_margin(np.array([0.5]), 1.5)
