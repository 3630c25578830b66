import numpy as np
import pytest
from told_copies import box, pair

from evaluation.copies.copy_scores import pairs_at, score_of

SOURCE, COPY, ELSEWHERE = box(0, 0, 10, 8), box(20, 10, 10, 8), box(0, 20, 10, 8)


@pytest.fixture
def truth():
    mask = np.zeros((30, 40), np.uint8)
    mask[10:18, 20:30] = 1
    return mask


def test_the_copy_is_reported_where_its_side_is_known(truth):
    score = score_of([pair(SOURCE, COPY)], truth)
    assert (score.is_found, score.better_side_f1, score.reported_f1) == (True, 1, 1)


def test_sides_that_are_swapped_are_found_and_reported_wrongly(truth):
    score = score_of([pair(COPY, SOURCE)], truth)
    assert (score.is_found, score.better_side_f1, score.reported_f1) == (True, 1, 0)


def test_both_sides_are_reported_where_none_is_known(truth):
    score = score_of([pair(COPY, SOURCE, is_side_known=False)], truth)
    assert score.better_side_f1 == 1
    assert score.reported_f1 == pytest.approx(2 * 80 / (160 + 80))


def test_a_second_pair_elsewhere_costs_what_is_reported(truth):
    score = score_of([pair(SOURCE, COPY), pair(SOURCE, ELSEWHERE)], truth)
    assert score.better_side_f1 == 1
    assert score.reported_f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("side", "is_found"),
    [
        (box(20, 10, 10, 4), True),
        # All of it lies on the copy, and is next to nothing of it.
        (box(20, 10, 3, 3), False),
        # It holds the copy, most of it does not lie on it.
        (box(20, 10, 20, 10), False),
        (ELSEWHERE, False),
    ],
)
def test_a_pair_is_right_when_the_truth_holds_most_of_a_side(truth, side, is_found):
    assert score_of([pair(SOURCE, side)], truth).is_found is is_found


def test_nothing_told_is_nothing_found(truth):
    assert score_of([], truth) == (False, 0, 0)


def test_a_truth_without_a_copy_is_refused(truth):
    with pytest.raises(ValueError, match="expected a copy in the truth"):
        score_of([], np.zeros_like(truth))


def test_a_hint_is_not_certain_and_what_is_certain_is_a_hint():
    certain, hint = pair(SOURCE, COPY), pair(SOURCE, COPY, level="hint")
    assert pairs_at("certain", [certain, hint]) == [certain]
    assert pairs_at("hint", [certain, hint]) == [certain, hint]
