import cv2
import numpy as np
import pytest

from history.evaluation.real_edits import PROCESSINGS, edit_cases, kinds_of, processed
from history.forge.saving import opened


@pytest.fixture
def cases(edits):
    return list(edit_cases(edits, kinds_of(edits)))


def test_kinds_are_folders(edits, tmp_path):
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(ValueError, match="expected a folder for each kind of edit"):
        kinds_of(tmp_path)
    assert kinds_of(edits) == ["filled", "moved"]


def test_cases_are_edited_files_with_masks_and_authentic_ones(edits, cases):
    found = [
        (case.path.relative_to(edits).as_posix(), bool(case.mask), case.group) for case in cases
    ]
    assert found == [
        ("filled/Tp/a.png", True, "filled"),
        ("filled/Au/b.jpg", False, "filled, authentic"),
        ("moved/Tp/a.png", True, "moved"),
    ]
    assert cases[0].mask == edits / "filled" / "Gt" / "a.png"


def test_a_kind_that_is_not_there_is_refused(edits):
    with pytest.raises(ValueError, match="painted: expected"):
        list(edit_cases(edits, ["moved", "painted"]))


@pytest.mark.parametrize("name", PROCESSINGS)
def test_masks_scale_with_their_pictures(cases, tmp_path, name):
    scale = float(name[1:].split("-")[0]) if name.startswith("x") else 1.0
    for before, after in zip(cases, processed(cases, name, tmp_path), strict=True):
        assert after.group == before.group
        picture = opened(after.path.read_bytes())
        expected = [round(side * scale) for side in opened(before.path.read_bytes()).shape[:2]]
        np.testing.assert_allclose(picture.shape[:2], expected, atol=1)
        assert after.path.suffix == (".webp" if "webp" in name else ".jpg")
        if before.mask is None:
            assert after.mask is None
            continue
        mask, truth = (cv2.imread(str(one), 0) for one in (after.mask, before.mask))
        assert mask.shape == picture.shape[:2]
        assert set(mask.ravel()) == {0, 255}
        assert (mask > 0).mean() == pytest.approx((truth > 0).mean(), rel=0.03)
        back = cv2.resize(mask, truth.shape[::-1], interpolation=cv2.INTER_NEAREST)
        assert np.mean(back != truth) < 0.02


def test_processed_files_show_their_picture(cases, tmp_path):
    for name in ("jpeg-95", "webp-90"):
        for before, after in zip(cases, processed(cases, name, tmp_path), strict=True):
            one, other = (opened(case.path.read_bytes()).astype(int) for case in (before, after))
            assert np.abs(one - other).mean() < 6


def test_stronger_compression_makes_smaller_files(cases, tmp_path):
    sizes = [
        sum(case.path.stat().st_size for case in processed(cases, name, tmp_path))
        for name in ("jpeg-95", "jpeg-90", "jpeg-85", "jpeg-75")
    ]
    assert sizes == sorted(sizes, reverse=True)
