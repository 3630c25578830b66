import numpy as np
import pytest

from evaluation.metrics.image_metrics import image_auc, image_confusion, robust_score
from evaluation.metrics.pixel_metrics import Confusion

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
