import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from evaluation.metrics.auc import roc_auc


@pytest.mark.parametrize("levels", [2, 7, 100_000])
def test_it_equals_scikit_learns_with_and_without_ties(levels):
    rng = np.random.default_rng(levels)
    for _ in range(5):
        scores = rng.integers(0, levels, 300) / levels
        positive = rng.random(300) < 0.3
        assert roc_auc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


def test_it_counts_won_pairs_and_half_of_the_ties():
    rng = np.random.default_rng(0)
    scores, positive = rng.integers(0, 5, 40), np.arange(40) % 3 == 0
    won = [
        (high > low) + (high == low) / 2 for high in scores[positive] for low in scores[~positive]
    ]
    assert roc_auc(scores, positive) == pytest.approx(np.mean(won))


def test_a_constant_score_is_a_coin_toss():
    assert roc_auc(np.zeros((4, 5)), np.arange(20).reshape(4, 5) < 3) == 0.5


def test_one_class_alone_is_refused():
    with pytest.raises(ValueError, match="both classes, received 3 against 0"):
        roc_auc([0.1, 0.2, 0.3], [1, 1, 1])
