"""From the scanner's lines to coefficients: labels by the masks, levels by what is authentic."""

import json

import cv2
import numpy as np
import pytest

from copies import fit_judge
from copies.acceptance_table import table
from copies.fit_acceptance import SPEAKS_AGAINST, SPEAKS_FOR, choose_levels, fit
from copies.fit_sides import SIGNS_OF_A_COPY, decided_at, fit_sides
from copies.labelled_pairs import seen_pictures

SIDE = 120
SOURCE, COPY, ELSEWHERE = (10, 10), (70, 60), (10, 80)
_BOX = 30


def square(place):
    x, y = place
    corners = [(x, y), (x + _BOX, y), (x + _BOX, y + _BOX), (x, y + _BOX)]
    return {"polygons": [[{"x": x, "y": y} for x, y in corners]]}


def pair(first, second, rng, alike=0.2, refused=False):
    """A pair whose evidence is alike by so much, give or take."""
    features = dict.fromkeys((*SPEAKS_FOR, *SPEAKS_AGAINST), 0.0)
    features |= {"detail": alike + rng.normal(0, 0.05), "resampled": float(rng.integers(2))}
    towards = {COPY: 1, SOURCE: -1}.get(second, 0)
    sides = {"jump": towards * 1.5 + rng.normal(0, 0.3), "break": towards * 0.2, "loss": 0.0}
    regions = {"source": square(first), "copy": square(second)}
    return {**regions, "sides": sides, "features": features, "isRefused": refused}


@pytest.fixture
def lines(tmp_path):
    """Twenty planted copies that are alike, each with a pair that is not; forty without any."""
    rng = np.random.default_rng(0)
    for folder in ("Tp", "Gt", "Source", "Au"):
        (tmp_path / folder).mkdir()
    entries, seen = [], []
    for seed in range(20):
        for folder, (x, y) in (("Source", SOURCE), ("Gt", COPY)):
            mask = np.zeros((SIDE, SIDE), np.uint8)
            mask[y : y + _BOX, x : x + _BOX] = 255
            cv2.imwrite(str(tmp_path / folder / f"{seed}.png"), mask)
        file = f"Tp/{seed}.png"
        entries.append({"file": file, "kind": "moved", "saving": "lossless"})
        sides = (SOURCE, COPY) if seed % 2 else (COPY, SOURCE)
        pairs = [pair(*sides, rng, alike=0.9), pair(SOURCE, ELSEWHERE, rng)]
        seen.append({"file": str(tmp_path / file), "pairs": pairs})
    for number in range(40):
        pairs = [pair(SOURCE, COPY, rng)] if number % 2 else []
        seen.append({"file": str(tmp_path / f"Au/{number}.jpg"), "pairs": pairs})
    (tmp_path / "index.jsonl").write_text("\n".join(map(json.dumps, entries)))
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, seen)))
    return path


def test_a_pair_is_a_copy_whichever_way_round_it_was_found(lines):
    planted = [picture for picture in seen_pictures(lines) if picture.is_planted]
    assert len(planted) == 20
    assert all([one.is_copy for one in picture.pairs] == [True, False] for picture in planted)


def test_a_pair_on_a_part_of_what_was_planted_is_neither(lines):
    first = json.loads(lines.read_text().splitlines()[0])
    part = pair((SOURCE[0] + 20, SOURCE[1]), COPY, np.random.default_rng(0))
    lines.write_text(json.dumps({**first, "pairs": [part]}))
    (picture,) = seen_pictures(lines)
    assert picture.pairs[0].is_copy is None


def test_a_planted_picture_without_its_masks_is_refused(lines):
    (lines.parent / "Source" / "0.png").unlink()
    with pytest.raises(ValueError, match="expected its masks"):
        list(seen_pictures(lines))


def test_what_parts_copies_from_the_rest_weighs_and_the_levels_tell_them(lines):
    pictures = list(seen_pictures(lines))
    fitted = fit(pictures)
    levels = choose_levels(fitted, pictures)
    assert fitted.weights["detail"] > 2
    told = [
        any(fitted.confidence(one) >= levels["hint"] for one in picture.pairs)
        for picture in pictures
    ]
    assert all(told[:20])
    assert not any(told[20:])
    assert levels["hint"] <= levels["certain"]


def test_a_feature_that_would_speak_the_wrong_way_weighs_nothing(lines):
    seen = [json.loads(line) for line in lines.read_text().splitlines()]
    for picture in seen:
        for one in picture["pairs"]:
            one["features"]["ring"] = one["features"]["detail"]
    lines.write_text("\n".join(map(json.dumps, seen)))
    weights = fit(seen_pictures(lines)).weights
    assert weights["ring"] == 0
    assert weights["detail"] > 2


def test_what_is_refused_is_never_told(lines):
    fitted = fit(seen_pictures(lines))
    copy = next(seen_pictures(lines)).pairs[0]
    assert fitted.confidence(copy) > 0.5
    assert fitted.confidence(copy._replace(is_refused=True)) == 0


def test_on_a_drawn_ground_nothing_is_certain(lines):
    fitted, levels = fit(seen_pictures(lines)), {"certain": 0.6, "hint": 0.4}
    copy = next(seen_pictures(lines)).pairs[0]
    assert fitted.told(copy, levels) == fitted.confidence(copy) > levels["certain"]
    drawn = copy._replace(features={**copy.features, "flatness": 0.56})
    assert fitted.told(drawn, levels) == levels["certain"]


def test_the_table_counts_found_and_false(lines):
    pictures = list(seen_pictures(lines))
    fitted = fit(pictures)
    rows = table(pictures, fitted.confidence, choose_levels(fitted, pictures)).splitlines()
    cells = {line[:34].strip(): line[34:].split() for line in rows}
    assert cells["planted, moved"][:3] == ["20", "20", "20"]
    assert cells["false alarms, authentic"][:3] == ["40", "20", "0"]


def test_what_is_on_the_copy_alone_decides_the_sides_whichever_way_round(lines):
    pictures = list(seen_pictures(lines))
    weights = fit_sides(pictures)
    assert weights["jump"] > 0.5
    assert weights["loss"] == 0
    found = decided_at(weights, pictures, least_log_odds=0.5)
    assert (found.pairs, found.decided, found.right) == (20, 20, 20)
    turned = {name: -weight for name, weight in weights.items()}
    assert decided_at(turned, pictures, least_log_odds=0.5).right == 0
    assert decided_at(weights, pictures, least_log_odds=99).decided == 0


def test_sides_need_a_pair_with_a_known_copy(lines):
    authentic = [picture for picture in seen_pictures(lines) if not picture.is_planted]
    with pytest.raises(ValueError, match="which side was planted"):
        fit_sides(authentic)


def test_one_command_fits_all_that_is_weighed(lines, tmp_path, monkeypatch, capsys):
    out = tmp_path / "judge.json"
    options = ["--fit", str(lines), "--check", str(lines), "--out", str(out)]
    monkeypatch.setattr("sys.argv", ["fit_judge", *options])
    fit_judge.main()
    judge = json.loads(out.read_text())
    fitted = fit(seen_pictures(lines))
    acceptance = judge["acceptance"]
    assert acceptance["intercept"] == fitted.intercept
    assert acceptance["weights"] == fitted.weights
    assert set(acceptance["weights"]) == {*SPEAKS_FOR, *SPEAKS_AGAINST}
    assert acceptance["levels"] == choose_levels(fitted, list(seen_pictures(lines)))
    assert set(judge["sides"]) == set(SIGNS_OF_A_COPY)
    assert "20 pairs, 20 decided, 20 right" in capsys.readouterr().out
