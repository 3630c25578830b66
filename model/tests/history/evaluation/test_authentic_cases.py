import numpy as np
import pytest
from history_pictures import jpeg, photograph

from data.photographs import Library
from history.evaluation import authentic_cases
from history.evaluation.authentic_cases import VARIANTS, camera_cases, photo_cases
from history.forge.saving import opened


class Folder:
    """A library of twenty photographs in two folders whose file names recur."""

    def __init__(self, root):
        self.names = [f"{folder}/{index:03}.jpg" for folder in "ab" for index in range(10)]
        self._root = root
        for number, name in enumerate(self.names):
            self.path(name).parent.mkdir(exist_ok=True)
            self.path(name).write_bytes(jpeg(photograph(number, (120, 136)), quality=90))

    def path(self, name):
        return self._root / name


def every():
    return [(name, variant) for name, variants in VARIANTS.items() for variant in variants]


def test_variants_are_the_same_each_time():
    pixels = photograph(0, (96, 112))
    assert [len(variants) for variants in VARIANTS.values()] == [2, 2, 2, 2, 1, 1]
    for name, variant in every():
        data = [variant(pixels, authentic_cases._rng("a", name)) for _ in range(2)]
        assert data[0] == data[1], name
        smaller = "scaled" in name or "off the grid" in name
        assert (opened(data[0]).shape != pixels.shape) == smaller, name


def test_draws_depend_on_every_word():
    draws = [
        int(authentic_cases._rng(*words).integers(2**31))
        for words in (("a", "b"), ("a", "c"), ("ab", ""))
    ]
    assert len(set(draws)) == 3


def test_a_cut_leaves_the_grid():
    pixels = photograph(0, (96, 112))
    for number in range(20):
        cut = opened(VARIANTS["off the grid, 90"][0](pixels, np.random.default_rng(number)))
        lost = np.array(pixels.shape[:2]) - cut.shape[:2]
        assert (lost >= 1).all()
        assert (lost <= 7).all()


def test_every_photograph_comes_as_it_is_and_once_more(tmp_path):
    (tmp_path / "in").mkdir()
    library = Folder(tmp_path / "in")
    cases = list(photo_cases(library, tmp_path / "out"))
    assert [case.path for case in cases[::2]] == [library.path(name) for name in library.names]
    assert {case.group for case in cases[::2]} == {"photographs as they are"}
    assert [case.group for case in cases[1::2]] == [
        f"photographs, {name}" for name, _ in every()
    ] * 2
    assert [case.source for case in cases[1::2]] == [case.source for case in cases[::2]]
    assert cases[0].source == "000.jpg"
    assert all(case.mask is None for case in cases)


def test_photographs_of_one_name_are_not_mixed_up(tmp_path):
    (tmp_path / "in").mkdir()
    cases = list(photo_cases(Folder(tmp_path / "in"), tmp_path / "out"))
    assert len({case.path for case in cases}) == len(cases)
    for own, variant in zip(cases[::2], cases[1::2], strict=True):
        before, after = (opened(case.path.read_bytes()) for case in (own, variant))
        if before.shape == after.shape:
            assert np.abs(before.astype(int) - after).mean() < 10, variant.group


@pytest.fixture
def cameras(photos, tmp_path, monkeypatch):
    monkeypatch.setattr(authentic_cases, "_WINDOW_PX", (96, 128))
    monkeypatch.setattr(authentic_cases, "VARIANTS", {"saved at 90": VARIANTS["saved at 90"]})
    return list(camera_cases(Library(photos, "val"), tmp_path))


def test_large_camera_files_are_seen_whole_and_in_windows(photos, cameras):
    names = [n for n in Library(photos, "val").names if n.startswith("camera/")]
    groups = [case.group for case in cameras]
    assert set(groups) == {"camera as it is", "camera windows as PNG", "camera, saved at 90"}
    assert groups.count("camera as it is") == len(names) > 0
    assert groups.count("camera windows as PNG") == 3 * len(names)
    assert groups.count("camera, saved at 90") == 2 * 4 * len(names)
    assert len({case.path for case in cameras}) == len(cameras)
    assert {case.source for case in cameras} == {name.split("/")[1] for name in names}


def test_windows_are_cut_on_the_grid(photos, cameras):
    library = Library(photos, "val")
    windows = [case for case in cameras if case.group == "camera windows as PNG"]
    for case in windows:
        stem, _, _ = case.path.stem.rpartition("-")
        whole = opened(library.path(f"camera/{stem}.jpg").read_bytes())
        window = opened(case.path.read_bytes())
        assert window.shape == (96, 128, 3)
        places = [
            (top, left)
            for top in range(0, 200 - 96 + 1, 8)
            for left in range(0, 280 - 128 + 1, 8)
            if (whole[top : top + 96, left : left + 128] == window).all()
        ]
        assert len(places) == 1
    assert len({case.path.read_bytes() for case in windows}) > len(windows) / 2


def test_small_camera_files_have_no_windows(photos, tmp_path):
    cases = list(camera_cases(Library(photos, "val"), tmp_path))
    assert "camera windows as PNG" not in {case.group for case in cases}
    assert {case.group for case in cases} == {
        "camera as it is",
        *(f"camera, {name}" for name in VARIANTS),
    }
