import numpy as np
import pytest

from history.cells import EDITED, UNSURE
from history.judge import Judgement
from history.training import cell_validation as validate
from history.training.cell_validation import Row, container_group, row_of, rows_of, summary, table


@pytest.mark.parametrize(
    ("container", "group"),
    [
        ("q75", "jpeg 75-79"),
        ("q80", "jpeg 80-89"),
        ("q90", "jpeg 90-98"),
        ("moz82", "moz"),
        ("webp90", "webp"),
        ("camera", "camera"),
        ("editor", "editor"),
        ("png", "png"),
        ("jpeg_as_png", "jpeg_as_png"),
        ("own", "own"),
    ],
)
def test_qualities_are_grouped(container, group):
    assert container_group(container) == group


def says(monkeypatch, probability, score=0.5, pool=1):
    said = Judgement(np.asarray(probability, np.float32), None, score, pool)
    monkeypatch.setattr(validate, "judge", lambda *given: said)


def test_a_right_map_scores_one_and_unsure_cells_do_not_count(cells, monkeypatch):
    picture = cells.picture(0)
    assert (picture.labels == UNSURE).any()
    for unsure in (0.0, 1.0):
        says(monkeypatch, np.where(picture.labels == UNSURE, unsure, picture.labels == EDITED))
        assert row_of(None, picture) == Row("moved", "jpeg 90-98", 0.5, 1.0)


def test_a_half_right_map_scores_less(cells, monkeypatch):
    picture = cells.picture(0)
    marked = np.zeros(picture.labels.shape)
    edited = np.argwhere(picture.labels == EDITED)
    marked[tuple(edited[: len(edited) // 2].T)] = 1
    says(monkeypatch, marked)
    assert row_of(None, picture).f1 == pytest.approx(2 / 3, abs=0.01)
    says(monkeypatch, np.zeros(picture.labels.shape))
    assert row_of(None, picture).f1 == 0


def test_an_authentic_picture_has_no_f1(cells, monkeypatch):
    says(monkeypatch, np.ones(cells.shape(2)))
    assert row_of(None, cells.picture(2)).f1 is None


def test_a_pooled_map_is_held_against_pooled_labels(cells, monkeypatch):
    picture = cells.picture(0)
    rows, columns = (-(-side // 2) for side in picture.labels.shape)
    says(monkeypatch, np.ones((rows, columns)), pool=2)
    assert 0 < row_of(None, picture).f1 < 1


def test_every_picture_of_a_pack_has_a_row(cells, network):
    rows = list(rows_of(network, cells))
    assert [row.kind for row in rows] == ["moved", "moved", "twin", "twin"]
    assert [row.f1 is None for row in rows] == [False, False, True, True]


ROWS = [
    Row("moved", "png", 0.9, 0.8),
    Row("healed", "moz", 0.2, 0.4),
    *(Row("twin", "png", score, None) for score in (0.1, 0.1, 0.3, 0.0)),
]


def test_a_summary_finds_what_lies_above_the_authentic():
    found = summary(ROWS)
    assert found["f1"] == pytest.approx(0.6)
    assert found["auc"] == pytest.approx(7 / 8)
    assert found["threshold"] == pytest.approx(np.quantile([0.1, 0.1, 0.3, 0.0], 0.95))
    assert found["found"] == 0.5


def test_the_table_tells_containers_and_kinds_apart():
    lines = table(ROWS).splitlines()
    starts = [line.split(" n ")[0].strip() for line in lines]
    assert starts == [
        "edited, kept as moz",
        "edited, kept as png",
        "edited by healed",
        "edited by moved",
        "authentic twin",
        "authentic, kept as png",
    ]
    assert lines[1].endswith("flagged 1.000  cell F1 0.800")
    assert lines[4].endswith("n    4  flagged 0.250")
