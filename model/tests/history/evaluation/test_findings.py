from pathlib import Path

import cv2
import numpy as np
import pytest

from history.evaluation import findings as native
from history.evaluation.findings import Case, finding, findings, placed
from history.evidence import Evidence
from history.judge import Judgement
from history.planes import FIGURES

ROWS, COLUMNS, TOP, LEFT = 9, 11, 5, 3
SHAPE = (TOP + 8 * ROWS + 6, LEFT + 8 * COLUMNS + 2)


def evidence(rows=ROWS, columns=COLUMNS, top=TOP, left=LEFT, shape=SHAPE, stored=None):
    planes, figures = np.zeros((24, rows, columns), np.float32), np.zeros(FIGURES, np.float32)
    return Evidence(planes, figures, top, left, *shape, *(stored or shape))


def judgement(probability, pool=1, confidence=1.0, score=0.7):
    probability = np.asarray(probability, np.float32)
    return Judgement(probability, np.full_like(probability, confidence), score, pool)


def one_cell(row, column, shape=(ROWS, COLUMNS)):
    cells = np.zeros(shape, np.float32)
    cells[row, column] = 1
    return cells


def slow_placed(cells, side, top, left, shape, scale=1.0):
    """Bilinear between the centres of cells, beyond them the last; ``scale``: of the picture that
    the cells lie in, beside ``shape``."""
    y, x = (
        np.clip(((np.arange(length) + 0.5) * scale - start) / side - 0.5, 0, count - 1)
        for length, start, count in zip(shape, (top, left), cells.shape, strict=True)
    )
    rows = np.stack([np.interp(y, range(len(cells)), column) for column in cells.T], 1)
    return np.stack([np.interp(x, range(cells.shape[1]), row) for row in rows])


@pytest.mark.parametrize(("row", "column"), [(4, 6), (1, 2), (7, 9)])
def test_a_cell_lies_where_its_pixels_are(row, column):
    found = placed(judgement(one_cell(row, column)), evidence(), SHAPE)
    assert found.shape == SHAPE
    y, x = np.indices(SHAPE)
    centre = [(part * found).sum() / found.sum() for part in (y, x)]
    assert centre == pytest.approx([TOP + 8 * row + 3.5, LEFT + 8 * column + 3.5], abs=0.1)
    # More than half, where it is alone: in the cell's own pixels.
    marked = found > 0.5
    mine = np.zeros(SHAPE, np.bool_)
    mine[TOP + 8 * row : TOP + 8 * row + 8, LEFT + 8 * column : LEFT + 8 * column + 8] = True
    assert not marked[~mine].any()
    assert marked[mine].sum() > 16


@pytest.mark.parametrize("side", [1, 2, 4])
def test_maps_are_placed_bilinearly(side):
    cells = np.random.default_rng(side).random((6, 5), dtype=np.float32)
    shape = (TOP + 48 * side + 3, LEFT + 40 * side + 6)
    found = placed(judgement(cells, pool=side), evidence(shape=shape), shape)
    np.testing.assert_allclose(found, slow_placed(cells, 8 * side, TOP, LEFT, shape), atol=0.03)


def test_very_tall_pictures_are_placed_in_strips():
    shape = (native._STRIP + 700, 40)
    cells = np.random.default_rng(0).random((shape[0] // 8, 4), dtype=np.float32)
    found = placed(judgement(cells), evidence(*cells.shape, shape=shape), shape)
    np.testing.assert_allclose(found, slow_placed(cells, 8, TOP, LEFT, shape), atol=0.03)


@pytest.mark.parametrize("scale", [0.5, 0.8, 1.25])
def test_cells_of_a_picture_that_was_scaled_back_lie_where_they_are_in_the_file(scale):
    shape = (TOP + 8 * ROWS + 7, LEFT + 8 * COLUMNS + 1)
    stored = tuple(round(side / scale) for side in shape)
    exact = evidence(shape=shape, stored=stored)
    row, column = 4, 6
    found = placed(judgement(one_cell(row, column)), exact, stored)
    y, x = np.indices(stored)
    centre = [(part * found).sum() / found.sum() + 0.5 for part in (y, x)]
    sides = [a / b for a, b in zip(stored, shape, strict=True)]
    expected = [(TOP + 8 * row + 4) * sides[0], (LEFT + 8 * column + 4) * sides[1]]
    assert centre == pytest.approx(expected, abs=0.15)


def test_tall_pictures_that_were_scaled_back_are_placed_in_strips():
    stored = (2 * native._STRIP + 500, 40)
    shape = (stored[0] // 2, stored[1] // 2)
    cells = np.random.default_rng(0).random((shape[0] // 8, 2), dtype=np.float32)
    found = placed(judgement(cells), evidence(*cells.shape, shape=shape, stored=stored), stored)
    expected = slow_placed(cells, 8, TOP, LEFT, stored, 0.5)
    np.testing.assert_allclose(found, expected, atol=0.03)


def test_a_cell_without_confidence_is_not_marked():
    cells = np.array([[0.9, 0.2, 0.9]], np.float32)
    said = Judgement(cells, np.array([[0.4, 0.4, 0.6]], np.float32), 0.5, 1)
    found = placed(said, evidence(1, 3, 0, 0, (8, 24)), (8, 24))
    assert found[4, 3] == pytest.approx(0.5, abs=0.03)
    assert found[4, 12] == pytest.approx(0.2, abs=0.05)
    assert found[4, 20] == pytest.approx(0.9, abs=0.03)
    assert (found[:, :8] <= 0.5).all()


@pytest.fixture
def mask(tmp_path):
    """White where cell (4, 6) and its neighbours are."""
    truth = np.zeros(SHAPE, np.uint8)
    truth[TOP + 24 : TOP + 48, LEFT + 40 : LEFT + 64] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), truth)
    return tmp_path / "mask.png"


def says(monkeypatch, cells, **about):
    monkeypatch.setattr(native, "judge", lambda *given: judgement(cells, **about))


def block():
    cells = np.zeros((ROWS, COLUMNS), np.float32)
    cells[3:6, 5:8] = 0.99
    return cells


def test_a_right_map_scores_well(monkeypatch, mask):
    says(monkeypatch, block())
    found = finding(None, Case(Path("a.png"), mask, "moved"), evidence())
    assert found.score == 0.7
    assert found.shows == 1
    assert found.f1 > 0.95
    assert found.auc > 0.99
    assert not found.inverted


def test_a_map_that_marks_the_untouched_is_inverted(monkeypatch, mask):
    says(monkeypatch, 1 - block())
    found = finding(None, Case(Path("a.png"), mask, "moved"), evidence())
    assert found.inverted
    assert found.auc < 0.1
    says(monkeypatch, 0.3 - 0.3 * block())
    # It marks nothing with confidence.
    assert not finding(None, Case(Path("a.png"), mask, "moved"), evidence()).inverted


def test_the_share_that_would_show_is_that_of_confident_cells(monkeypatch):
    says(monkeypatch, block(), confidence=0.4)
    assert finding(None, Case(Path("a.png"), None, "photo"), evidence()).shows == 0


def test_an_authentic_file_has_no_f1(monkeypatch):
    says(monkeypatch, block())
    found = finding(None, Case(Path("a.png"), None, "photo"), evidence())
    assert found.f1 is found.auc is None
    assert not found.inverted


def test_what_gives_no_evidence_marks_nothing(mask):
    found = finding(None, Case(Path("a.png"), mask, "moved"), None)
    assert (found.score, found.shows, found.f1, found.inverted) == (0, 0, 0, False)
    assert finding(None, Case(Path("a.png"), None, "photo"), None).score == 0


def test_findings_come_in_the_order_of_their_cases(monkeypatch):
    cases = [Case(Path(f"{number}.png"), None, "photo") for number in range(3)]
    given = [evidence(), None, evidence()]
    monkeypatch.setattr(
        native, "evidence_of", lambda paths: zip([str(p) for p in paths], given, strict=True)
    )
    says(monkeypatch, block())
    found = list(findings(None, iter(cases)))
    assert [one.case for one in found] == cases
    assert [one.score for one in found] == [0.7, 0, 0.7]


def test_a_mask_that_cannot_be_read_is_refused(monkeypatch, tmp_path):
    says(monkeypatch, block())
    with pytest.raises(ValueError, match="expected a mask, could not read it"):
        finding(None, Case(Path("a.png"), tmp_path / "none.png", "moved"), evidence())
