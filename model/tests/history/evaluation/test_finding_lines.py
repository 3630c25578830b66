from pathlib import Path

import pytest

from history.evaluation.finding_lines import authentic_lines, edited_lines
from history.evaluation.findings import Case, Finding


def edited(kind, score, f1, auc=0.9, inverted=False):
    return Finding(Case(Path("a.png"), Path("m.png"), kind), score, 0.5, f1, auc, inverted)


def authentic(group, score, shows=0.5):
    return Finding(Case(Path("b.png"), None, group), score, shows)


FOUND = [
    edited("moved", 0.9, 0.8),
    edited("moved", 0.2, 0.4, auc=0.7),
    edited("painted", 0.6, 0.1, auc=None, inverted=True),
    authentic("moved, authentic", 0.1),
    authentic("moved, authentic", 0.7),
]


def test_a_kind_has_a_line():
    title, head, moved, painted, mean = edited_lines("jpeg-90", FOUND, 0.5)
    assert title == "jpeg-90: threshold 0.5000"
    assert head.split()[:3] == ["kind", "n", "pixel"]
    assert moved.split()[:3] == ["moved", "2", "0.600"]
    # AUC of the map, share found, AUC of the score (3 of 4 pairs), false alarms.
    assert moved.split()[5:] == ["0.800", "0.50", "0.750", "1", "of", "2"]
    assert painted.split()[:3] == ["painted", "1", "0.100"]
    assert painted.split()[5:] == ["-", "1.00"]
    assert mean == (
        "mean over 2 kinds: pixel F1 0.350, found 0.750; authentic flagged 1 of 2; inverted maps 1"
    )


def test_kinds_weigh_the_same_however_many_files_they_have():
    many = [*[edited("moved", 0.9, 1.0)] * 9, edited("painted", 0.1, 0.0)]
    assert "pixel F1 0.500, found 0.500" in list(edited_lines("all", many, 0.5))[-1]


def test_a_score_at_the_threshold_is_not_flagged():
    assert "found 0.000" in list(edited_lines("all", [edited("moved", 0.5, 1.0)], 0.5))[-1]
    assert "flagged 0.000" in list(authentic_lines([authentic("photo", 0.5)], 0.5))[-1]


def test_authentic_groups_have_a_line_each_and_one_for_all():
    found = [authentic("photo", 0.9, 0.2), authentic("photo", 0.1, 0.6), authentic("camera", 0.1)]
    title, photo, camera, total = authentic_lines(found, 0.5)
    assert title == "authentic: threshold 0.5000"
    assert photo.split()[:4] == ["photo", "2", "flagged", "0.500"]
    assert photo.endswith("would show 0.40")
    assert camera.split()[:4] == ["camera", "1", "flagged", "0.000"]
    assert total.split()[:4] == ["all", "3", "flagged", "0.333"]


def test_an_authentic_file_among_the_edited_is_refused():
    odd = Finding(Case(Path("a.png"), Path("m.png"), "moved"), 0.5, 0.5)
    with pytest.raises(ValueError, match="authentic files have no F1"):
        list(edited_lines("all", [odd], 0.5))
