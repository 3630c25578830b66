import numpy as np
import pytest

from evaluation.image import image_auc, image_confusion, robust_score, threshold_at_fpr
from evaluation.pixel import Confusion

SCORES = np.array([0.9, 0.6, 0.5, 0.2, 0.7, 0.4, 0.1])
MANIPULATED = np.array([1, 1, 1, 1, 0, 0, 0], bool)


def test_hand_counted_set():
    counts = image_confusion(SCORES, MANIPULATED, 0.5)
    # 2 found, 2 missed (0.5 is not above 0.5), 1 false alarm, 2 right.
    assert counts == Confusion(2, 1, 2, 2)
    assert counts.f1 == pytest.approx(4 / 7)
    assert counts.accuracy == pytest.approx(4 / 7)
    assert counts.recall == pytest.approx(1 / 2)
    assert counts.balanced_accuracy == pytest.approx((1 / 2 + 2 / 3) / 2)
    # Of 12 pairs are lost: 0.6, 0.5 and 0.2 to 0.7; 0.2 to 0.4.
    assert image_auc(SCORES, MANIPULATED) == pytest.approx(8 / 12)


@pytest.mark.parametrize("rate", [0, 0.01, 0.1, 0.25, 0.5, 1])
@pytest.mark.parametrize("levels", [3, 1000])
def test_the_threshold_is_the_lowest_score_that_keeps_the_rate(rate, levels):
    scores = np.random.default_rng(levels).integers(0, levels, 80) / levels
    threshold = threshold_at_fpr(scores, rate)
    assert np.mean(scores > threshold) <= rate
    lower = scores[scores < threshold]
    assert not len(lower) or np.mean(scores > lower.max()) > rate


def test_no_scores_or_a_rate_out_of_range_are_refused():
    with pytest.raises(ValueError, match="rate in"):
        threshold_at_fpr(np.array([]), 0.1)
    with pytest.raises(ValueError, match=r"received 1\.5"):
        threshold_at_fpr(SCORES, 1.5)


@pytest.mark.parametrize(("side", "top"), [(10, 1), (100, 10), (256, 66)])
def test_the_robust_score_is_the_mean_of_the_highest_thousandth(side, top):
    values = np.random.default_rng(side).random((side, side), dtype=np.float32)
    expected = sorted(values.ravel().tolist())[-top:]
    assert robust_score(values) == pytest.approx(sum(expected) / top, rel=1e-6)


def test_the_robust_score_counts_a_begun_value_as_one():
    # 0.1 % of 40 x 40 values is 1.6: the two highest count.
    values = np.zeros((40, 40))
    values[0, :3] = 0.9, 0.5, 0.1
    assert robust_score(values) == pytest.approx(0.7)
