import numpy as np
import pytest

from evaluation.metrics.pixel_metrics import (
    Confusion,
    confusion,
    false_positive_area,
    pixel_f1,
    pixel_recall,
    pixel_scores,
    pooled,
)

MASK = np.array([[1, 1, 1, 0], [0, 0, 0, 0]], np.uint8)
# Two of three found, one false alarm, and one value exactly at the threshold.
MAP = np.array([[0.9, 0.8, 0.5, 0.7], [0.1, 0.2, 0.3, 0.0]], np.float32)


def test_hand_counted_image():
    scores = pixel_scores(MAP, MASK)
    assert scores.counts == Confusion(2, 1, 1, 4)
    assert scores.f1 == pytest.approx(4 / 6)
    assert scores.iou == pytest.approx(2 / 4)
    # 15 pairs; only 0.5 against 0.7 is lost.
    assert scores.auc == pytest.approx(14 / 15)


def test_the_threshold_is_strict():
    assert pixel_f1(np.full((2, 4), 0.5, np.float32), MASK) == 0
    assert pixel_f1(np.full((2, 4), 0.50001, np.float32), MASK) == pytest.approx(6 / 11)


def test_counts_equal_a_slow_loop():
    rng = np.random.default_rng(0)
    predicted, truth = rng.random((2, 13, 9)) < 0.4
    slow = [0, 0, 0, 0]
    for said, is_so in zip(predicted.ravel(), truth.ravel(), strict=True):
        slow[0 if said and is_so else 1 if said else 2 if is_so else 3] += 1
    assert list(confusion(predicted, truth)) == slow


def test_an_inverted_map_scores_only_when_permuted():
    scores = pixel_scores(1 - MASK.astype(np.float32), MASK)
    assert scores.f1 == 0
    assert scores.permuted_f1 == 1


def test_pooling_counts_pixels_not_images():
    counts = pooled([Confusion(9, 0, 1, 0), Confusion(0, 5, 5, 0)])
    assert counts == Confusion(9, 5, 6, 0)
    assert counts.f1 == pytest.approx(18 / 29)


@pytest.mark.parametrize("measure", [pixel_f1, pixel_scores])
def test_an_authentic_image_is_refused(measure):
    with pytest.raises(ValueError, match="its mask is empty"):
        measure(MAP, np.zeros((2, 4), np.uint8))


def test_a_wholly_manipulated_image_has_no_auc():
    assert pixel_scores(MAP, np.ones((2, 4), np.uint8)).auc is None


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r"\(2, 4\) and \(2, 3\)"):
        pixel_f1(MAP, MASK[:, :3])


def test_false_positive_area_is_the_flagged_fraction():
    assert false_positive_area(MAP) == 3 / 8


def test_recall_counts_the_manipulated_pixels_above_a_threshold():
    assert pixel_recall(MAP, MASK, 0.85) == pytest.approx(1 / 3)
    assert pixel_recall(MAP, MASK, 0.5) == pytest.approx(2 / 3)
    assert pixel_scores(MAP, MASK).counts.recall == pytest.approx(2 / 3)
