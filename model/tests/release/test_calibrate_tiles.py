import json

import cv2
import numpy as np
import pytest
from photograph_folder import photograph

from fasa.edits.tiled import Tiling
from release import tile_cases
from release.calibrate_tiles import (
    Scored,
    lines,
    scored,
    threshold_within,
    tile_threshold,
    tile_thresholds,
    write_thresholds,
)
from release.tile_cases import HANDLINGS, AuthenticCase, authentic_cases, pixels_of


class Folder:
    """A library of six photographs of two kinds."""

    def __init__(self, root):
        self._root = root
        self.names = [f"{kind}/{index}.png" for kind in ("camera", "coco") for index in range(3)]
        for number, name in enumerate(self.names):
            self.path(name).parent.mkdir(exist_ok=True)
            cv2.imwrite(str(self.path(name)), photograph(number, (600, 700)))

    def path(self, name):
        return self._root / name


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return Folder(tmp_path_factory.mktemp("photos"))


def case(handling="as it is", source="coco/0.png", window=None):
    return AuthenticCase("coco", handling, source, window)


def test_cases_of_all_sets_come_in_turn(library):
    cases = list(authentic_cases(library))
    assert len(cases) == len(set(cases)) == 8 * (3 + 3 * 3 + 3)
    groups = [one.group for one in cases]
    assert len(set(groups[:24])) == 24
    assert len(set(groups)) == 24
    assert cases == list(authentic_cases(library))


def test_handled_pictures_are_what_their_names_say(library):
    plain = pixels_of(case(), library)
    assert plain.shape == (600, 700, 3)
    # Of RGB, as it lies in the file.
    stored = cv2.imread(str(library.path("coco/0.png")))[..., ::-1]
    np.testing.assert_array_equal(plain, stored)
    shapes = {name: pixels_of(case(name), library).shape[:2] for name in HANDLINGS}
    assert shapes.pop("off the grid") == (597, 695)
    assert shapes.pop("scaled to 0.75") == (450, 525)
    assert shapes.pop("scaled to 0.5") == (300, 350)
    assert set(shapes.values()) == {(600, 700)}
    gaps = [
        np.abs(pixels_of(case(f"saved at {quality}"), library).astype(int) - plain).mean()
        for quality in (75, 85, 90, 95)
    ]
    assert gaps == sorted(gaps, reverse=True)
    assert 0 < gaps[-1] < gaps[0] < 10


def test_windows_lie_on_the_grid(library):
    plain = pixels_of(case(), library)
    windows = [pixels_of(case(window=number), library) for number in range(3)]
    for window in windows:
        assert window.shape == (480, 640, 3)
        places = [
            (top, left)
            for top in range(0, 121, 8)
            for left in range(0, 61, 8)
            if (plain[top, left] == window[0, 0]).all()
            and (plain[top : top + 480, left : left + 640] == window).all()
        ]
        assert len(places) == 1
    assert len({window.tobytes() for window in windows}) > 1


class SaysTheFirstPixel:
    def features(self, tiles):
        n, high, wide, _ = tiles.shape
        return np.broadcast_to(tiles[:, :1, :1, :1], (n, 1, high // 4, wide // 4)).astype("f4")

    def decide(self, features, mean, variance):
        return features[:, 0] / 255


def test_pictures_are_scored_until_the_tiles_are_used_up(library):
    found = list(scored(SaysTheFirstPixel(), library, Tiling(), 20))
    assert [one.case for one in found] == list(authentic_cases(library))[: len(found)]
    assert 14 <= sum(one.tiles for one in found) <= 20
    for one in found:
        pixels = pixels_of(one.case, library)
        assert one.tiles == Tiling().count(*pixels.shape[:2])
        if one.tiles == 1:
            assert one.score == pytest.approx(pixels[0, 0, 0] / 255)


def of_sets(**sets):
    """Name -> scores; every score of a source of its own."""
    return [
        Scored(AuthenticCase(name, "as it is", f"{name}/{n}", None), 1, score)
        for name, scores in sets.items()
        for n, score in enumerate(scores)
    ]


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    return of_sets(a=rng.random(300), b=rng.random(300))


@pytest.mark.parametrize("rate", [0.05, 0.1])
def test_at_most_three_tenths_of_the_rate_are_flagged(found, rate):
    scores = np.array([one.score for one in found])
    flagged = (scores > tile_threshold(found, rate)).mean()
    # Caution costs some, and not all, of what was allowed.
    assert 0 < flagged <= 0.3 * rate


def test_no_kind_of_source_and_no_handling_is_flagged_more_than_the_rate():
    spread = np.linspace(0, 0.5, 2000)
    high = [*np.linspace(0, 0.5, 36), 0.9, 0.91, 0.92, 0.93]
    kinds = of_sets(a=spread, b=high)
    # Four of 2040 are within three tenths of the rate, but a tenth of their kind.
    assert flagged_of(kinds, "kind", "b") == 2
    handled = [
        one._replace(case=one.case._replace(kind="a", handling=one.case.kind)) for one in kinds
    ]
    assert flagged_of(handled, "handling", "b") == 2


def flagged_of(found, field, name):
    threshold = tile_threshold(found, 0.05)
    return sum(one.score > threshold for one in found if getattr(one.case, field) == name)


def test_cases_of_one_photograph_are_not_many_witnesses():
    rng = np.random.default_rng(0)
    scores = rng.random(500)
    alone = of_sets(a=scores)
    order = np.argsort(scores)
    together = [
        one._replace(case=one.case._replace(source=str(place // 10)))
        for one, place in zip(alone, np.argsort(order), strict=True)
    ]
    assert tile_threshold(together, 0.1) > tile_threshold(alone, 0.1)


def test_the_lowest_threshold_lets_only_so_many_pass():
    scores = np.arange(100) / 100
    for rate, passed in ((0.05, 5), (0.1, 10), (0.001, 1)):
        assert np.count_nonzero(scores > threshold_within(scores, rate)) == passed


def test_the_manifest_has_thresholds_for_one_tile_and_for_more_at_each_rate():
    small, large = (
        [
            one._replace(tiles=tiles, score=score * most)
            for one, score in zip(every, scores, strict=True)
        ]
        for every, scores, tiles, most in (
            (of_sets(a=range(400)), np.arange(400) / 400, 1, 1.0),
            (of_sets(a=range(400)), np.arange(400) / 400, 5, 0.5),
        )
    )
    thresholds = tile_thresholds([*small, *large])
    assert list(thresholds["byFpr"]) == ["0.01", "0.05", "0.1"]
    assert thresholds["default"] == thresholds["byFpr"]["0.05"]
    for rate, both in thresholds["byFpr"].items():
        assert both["more"] == pytest.approx(both["one"] / 2)
        assert 1 - float(rate) < both["one"] < 1


def test_quantiles_are_told_by_number_of_tiles(found):
    some = [*found, found[0]._replace(tiles=3, score=0.5), found[0]._replace(tiles=12, score=0.7)]
    told = list(lines(some, {"byFpr": {"0.05": {"one": 0.5, "more": 0.6}}}))
    assert told[1].split()[:5] == ["1", "to", "1", "tiles", "600"]
    assert told[2].split()[4:] == ["1", *["0.5000"] * 5]
    assert told[3].split()[4:] == ["1", *["0.7000"] * 5]
    assert told[-1].endswith("0 of 1 with 2 to 4 tiles, 1 of 1 with 5 to 12 tiles")


def test_only_the_thresholds_of_the_manifest_change(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"name": "n", "tiles": {"most": 12, "thresholds": "old"}}))
    write_thresholds(path, {"default": 0.5})
    expected = {"name": "n", "tiles": {"most": 12, "thresholds": {"default": 0.5}}}
    assert json.loads(path.read_text()) == expected


def test_every_handling_has_a_scale_or_a_quality_of_its_own():
    assert len(HANDLINGS) == 2 + len(tile_cases._QUALITIES) + len(tile_cases._SCALES)
