import pytest
import torch

from history.peak import peak


def test_the_surest_window_counts():
    probability = torch.full((2, 1, 30, 40), 0.1)
    probability[0, 0, 3:12, 20:29] = 0.9
    probability[1, 0, 3:12, 20:28] = 0.9
    assert peak(probability).tolist() == pytest.approx([0.9, (72 * 0.9 + 9 * 0.1) / 81])


def test_a_single_cell_counts_little():
    probability = torch.zeros(1, 1, 20, 20)
    probability[0, 0, 10, 10] = 1
    assert float(peak(probability)) == pytest.approx(1 / 81)


def test_at_the_border_the_cells_that_exist_count():
    probability = torch.full((1, 1, 20, 20), 0.2)
    probability[0, 0, :5, :5] = 1
    assert float(peak(probability)) == pytest.approx(1)


def test_a_picture_under_a_window_has_a_score():
    assert float(peak(torch.full((1, 1, 4, 7), 0.3))) == pytest.approx(0.3)
