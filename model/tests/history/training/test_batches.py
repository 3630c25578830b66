import numpy as np
import pytest
import torch
from history_pictures import random_cells, write_cells

from history.cells import EDITED, UNSURE, UNTOUCHED, pool, pool_labels
from history.network import PLANE_COUNT
from history.planes import FIGURES
from history.training import batches
from history.training.batches import Batches, SizeClass, View
from history.training.evidence_pack import Pack

STEPS = range(6)
CLASSES = (SizeClass(np.inf, (View(16, 1, 10, 1.0),)),)
"""Small windows, so that tests are quick."""


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(batches, "CLASSES", CLASSES)


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_batch_depends_on_the_step_alone(cells, network, small):
    once, again = Batches([cells], network, 3), Batches([cells], network, 3)
    later = [once[step] for step in STEPS][4]
    torch.manual_seed(5)
    assert same(again[4], later)
    assert not same(again[3], later)
    assert not same(Batches([cells], network, 4)[4], later)


def test_a_batch_has_the_shapes_that_a_step_expects(cells, network, small):
    batch = Batches([cells], network, 0)[0]
    assert batch.evidence.shape == (10, PLANE_COUNT, 16, 16)
    assert batch.valid.shape == (10, 1, 16, 16)
    assert batch.figures.shape == (10, FIGURES)
    assert batch.whole.shape == (10, 2 * PLANE_COUNT)
    assert batch.labels.shape == (10, 16, 16)
    assert batch.picture.shape == (10,)
    kinds = [batch.evidence.dtype, batch.valid.dtype, batch.picture.dtype, batch.labels.dtype]
    assert kinds == [torch.float32, torch.float32, torch.float32, torch.uint8]


def steps_between(numbers, axis):
    return set(np.unique(np.diff(numbers.astype(int), axis=axis)))


def test_labels_turn_with_their_planes(tmp_path, network, small):
    # The first plane is the label, the second numbers the cells row by row: no turn looks alike.
    pack = Pack(write_cells(tmp_path / "p", [random_cells(0, 20, 23), random_cells(1, 11, 23)]))
    turns, sides = set(), set()
    for batch in (Batches([pack], network, 0)[step] for step in STEPS):
        parts = (batch.evidence, batch.valid[:, 0], batch.labels)
        for evidence, valid, labels in zip(*parts, strict=True):
            inside = valid.bool()
            assert torch.equal((labels == EDITED)[inside], (evidence[0] == 1)[inside])
            assert (labels[~inside] == UNSURE).all()
            assert (evidence[:, ~inside] == 0).all()
            rows, columns = int(inside.any(1).sum()), int(inside.any(0).sum())
            assert inside[:rows, :columns].all()
            numbers = evidence[1, :rows, :columns].numpy()
            (across,), (down,) = steps_between(numbers, 1), steps_between(numbers, 0)
            turns.add((int(across), int(down)))
            sides.add((rows, columns))
    both = [(1, 23), (23, 1)]
    assert turns == {(a * x, b * y) for x, y in both for a in (1, -1) for b in (1, -1)}
    assert sides == {(16, 16), (11, 16), (16, 11)}


def test_windows_lie_mostly_around_an_edit(tmp_path, network, small):
    about = random_cells(0, 90, 90)
    about.labels[:], about.planes[0] = UNTOUCHED, 0
    about.labels[40:43, 60:63] = EDITED
    pack = Pack(write_cells(tmp_path / "p", [about]))
    batch = [Batches([pack], network, 0)[step] for step in STEPS]
    answers = torch.cat([one.picture for one in batch])
    held = torch.cat([(one.labels == EDITED).flatten(1).any(1) for one in batch])
    assert 0.65 < held.float().mean() < 0.95
    # A window of an edited picture that shows no edit says nothing of the picture.
    assert (answers[held] == 1).all()
    assert (answers[~held] == -1).all()


def test_a_window_of_an_authentic_picture_is_authentic(tmp_path, network, small):
    pack = Pack(write_cells(tmp_path / "p", [random_cells(0, 20, 20, edited=False)]))
    assert (Batches([pack], network, 0)[0].picture == 0).all()


def test_cells_are_pooled_before_a_window_is_cut(tmp_path, network, monkeypatch):
    monkeypatch.setattr(batches, "CLASSES", (SizeClass(np.inf, (View(16, 2, 6, 1.0),)),))
    one = random_cells(0, 21, 30)
    pack = Pack(write_cells(tmp_path / "p", [one]))
    batch = Batches([pack], network, 0)[0]
    planes, labels = pool(one.planes.astype(np.float32), 2), pool_labels(one.labels, 2)
    statistics = network.statistics(torch.from_numpy(planes)[None])
    for index in range(6):
        inside = batch.valid[index, 0].bool()
        assert inside.sum() == labels.size == 11 * 15
        found = batch.evidence[index][:, inside].numpy()
        np.testing.assert_allclose(np.sort(found), np.sort(planes.reshape(24, -1)), atol=1e-6)
        for label in (UNTOUCHED, EDITED, UNSURE):
            assert (batch.labels[index][inside] == label).sum() == (labels == label).sum()
        torch.testing.assert_close(batch.whole[index], statistics[0], rtol=1e-4, atol=1e-5)


def test_pictures_are_seen_as_their_size_asks(tmp_path, network):
    pictures = [random_cells(0, 12, 48), random_cells(1, 49, 12), random_cells(2, 12, 100)]
    pack = Pack(write_cells(tmp_path / "p", pictures))
    drawn = Batches([pack], network, 0)
    rows = {12 * 48: [], 49 * 12: [], 12 * 100: []}
    assert [member.tolist() for member in drawn._members] == [[0], [1], [2], []]
    for step in range(12):
        batch = drawn[step]
        found = {tuple(figures.tolist()) for figures in batch.figures}
        (number,) = (n for n, one in enumerate(pictures) if tuple(one.figures.tolist()) in found)
        rows[pictures[number].labels.size].append(batch.evidence.shape[-1])
        assert len(found) == 1
    views = [{view.cells for view in size.views} for size in batches.CLASSES]
    for seen, allowed in zip(rows.values(), views, strict=False):
        assert set(seen) <= allowed
    assert rows[12 * 100]


def test_views_of_a_size_share_the_steps():
    for size in batches.CLASSES:
        assert sum(view.share for view in size.views) == pytest.approx(1)


def test_packs_are_drawn_from_together(cells, tmp_path, network, small):
    other = Pack(write_cells(tmp_path / "p", [random_cells(9, 20, 20)]))
    drawn = Batches([cells, other], network, 0)
    assert len(drawn) == len(cells) + 1
    assert drawn.cells == 40 * 30 + 23 * 31 + 24 * 24 + 12 * 40 + 400
    figures = torch.from_numpy(random_cells(9, 20, 20).figures)
    found = torch.cat([drawn[step].figures for step in STEPS])
    assert 3 < int((found == figures).all(1).sum()) < 30
