import pytest
import torch

from history.cells import EDITED, UNSURE, UNTOUCHED
from history.network import Seen
from history.training.batches import Batch
from history.training.cell_losses import losses_of

SURE = 40.0


def batch_of(labels, picture):
    count, side = len(labels), labels.shape[-1]
    empty = torch.zeros(count, 1, side, side)
    return Batch(empty, empty, empty, empty, labels.to(torch.uint8), torch.tensor(picture))


def labels():
    """Edited in a corner with an unsure edge; authentic; without an answer."""
    out = torch.full((3, 6, 6), UNTOUCHED)
    out[0, :3, :3] = EDITED
    out[0, 3, :3] = UNSURE
    out[2, :, 4] = UNSURE
    return out


BATCH = batch_of(labels(), [1.0, 0.0, -1.0])


def perfect():
    edited = torch.where(BATCH.labels == EDITED, SURE, -SURE)[:, None]
    return Seen(edited, torch.full_like(edited, SURE), torch.tensor([SURE, -SURE, 0.0]))


def drawn():
    generator = torch.Generator().manual_seed(0)
    parts = (torch.randn(3, 1, 6, 6, generator=generator) for _ in range(2))
    seen = Seen(*parts, torch.randn(3, generator=generator))
    for part in seen:
        part.requires_grad_()
    return seen


def test_what_is_right_costs_nothing():
    for part in losses_of(perfect(), BATCH):
        assert float(part) == pytest.approx(0, abs=1e-4)


def test_what_is_wrong_costs():
    seen = perfect()
    wrong = losses_of(Seen(-seen.edited, seen.shows, -seen.picture), BATCH)
    assert float(wrong.cells) > 10
    assert float(wrong.overlap) > 0.8
    assert float(wrong.picture) > 10
    parts = wrong.cells + 0.5 * wrong.overlap + 0.4 * wrong.picture + 0.15 * wrong.shows
    torch.testing.assert_close(wrong.total, parts)


def test_unsure_cells_carry_no_gradient():
    seen = drawn()
    losses_of(seen, BATCH).total.backward()
    unsure = BATCH.labels == UNSURE
    assert (seen.edited.grad[:, 0][unsure] == 0).all()
    assert (seen.edited.grad[:, 0][~unsure] != 0).all()
    assert (seen.shows.grad[:, 0][unsure] == 0).all()
    assert (seen.shows.grad[0, 0][~unsure[0]] != 0).all()


def test_a_picture_without_an_answer_is_not_asked():
    seen = drawn()
    losses_of(seen, BATCH).total.backward()
    assert (seen.picture.grad != 0).tolist() == [True, True, False]


def test_what_shows_is_learnt_where_something_was_edited():
    seen = drawn()
    losses_of(seen, BATCH).shows.backward()
    assert seen.edited.grad is None
    assert seen.picture.grad is None
    assert seen.shows.grad[0].any()
    assert not seen.shows.grad[1:].any()


def test_an_edit_shows_where_it_was_found_and_elsewhere_as_often():
    # Six of nine edited cells are found, one untouched cell is taken for edited.
    edited = torch.full((3, 1, 6, 6), -SURE)
    edited[0, 0, :2, :3] = SURE
    edited[0, 0, 5, 5] = SURE
    shows = torch.zeros(3, 1, 6, 6, requires_grad=True)
    losses_of(Seen(edited, shows, torch.zeros(3)), BATCH).shows.backward()
    # At logit 0 the gradient of a cell is (1/2 - goal), over the 33 cells that are known.
    goal = 0.5 - shows.grad[0, 0] * 33
    torch.testing.assert_close(goal[:2, :3], torch.ones(2, 3))
    torch.testing.assert_close(goal[2, :3], torch.zeros(3))
    torch.testing.assert_close(goal[5, 5], torch.tensor(0.0))
    torch.testing.assert_close(goal[:3, 3:], torch.full((3, 3), 6 / 9))


def test_each_picture_counts_the_same():
    # One known cell in the first, all in the second, all of them undecided: log 2 each.
    one = torch.full((2, 6, 6), UNSURE)
    one[0, 0, 0] = UNTOUCHED
    one[1] = UNTOUCHED
    seen = Seen(torch.zeros(2, 1, 6, 6), torch.zeros(2, 1, 6, 6), torch.zeros(2))
    seen.edited[0] = SURE
    found = losses_of(seen, batch_of(one, [-1.0, -1.0]))
    assert float(found.cells) == pytest.approx((SURE + torch.log(torch.tensor(2.0))) / 2)


def test_a_batch_of_unsure_cells_costs_nothing():
    nothing = batch_of(torch.full((2, 6, 6), UNSURE), [-1.0, -1.0])
    seen = Seen(torch.ones(2, 1, 6, 6), torch.ones(2, 1, 6, 6), torch.ones(2))
    for part in losses_of(seen, nothing):
        assert float(part) == 0
