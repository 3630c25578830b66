from pathlib import Path

import cv2
import numpy as np
import pytest

from data.photographs import SPLITS, Library
from forge.windows import name_in, windows, write_windows


def photograph(folder: Path) -> Path:
    path = folder / "large.png"
    pixels = np.random.default_rng(0).integers(0, 256, (900, 1400, 3), np.uint8)
    cv2.imwrite(str(path), pixels)
    return path


def test_windows_are_landscapes_of_a_shared_pictures_size():
    photo = np.zeros((3000, 4000, 3), np.uint8)
    for window in windows(photo, 20, np.random.default_rng(1)):
        height, width = window.shape[:2]
        assert 479 <= width <= 720
        assert width / height == pytest.approx(4 / 3, rel=0.02)


def test_a_window_is_never_enlarged():
    photo = np.zeros((400, 600, 3), np.uint8)
    for window in windows(photo, 20, np.random.default_rng(2)):
        assert window.shape[0] <= 300
        assert window.shape[1] <= 400


def test_windows_of_the_whole_height_show_all_of_a_narrow_photograph():
    photo = np.zeros((300, 320, 3), np.uint8)
    shapes = {window.shape for window in windows(photo, 5, np.random.default_rng(3), (1, 1))}
    assert shapes == {photo.shape}


@pytest.mark.parametrize("heights", [(0, 0.5), (0.6, 0.5), (0.5, 1.1)])
def test_heights_that_are_no_shares_are_refused(tmp_path, heights):
    with pytest.raises(ValueError, match="expected heights"):
        write_windows([photograph(tmp_path)], 1, 0, tmp_path / "out", heights)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("split", SPLITS)
def test_all_windows_are_read_by_the_chosen_split_alone(tmp_path, split):
    out = tmp_path / "data" / "train" / "photos" / "large"
    assert write_windows([photograph(tmp_path)], 8, 0, out, split=split) == 8
    assert len(Library(tmp_path / "data", split)) == 8
    for other in set(SPLITS) - {split}:
        with pytest.raises(FileNotFoundError, match=f"'{other}'"):
            Library(tmp_path / "data", other)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    photo = photograph(tmp_path)
    for name in ("a", "b"):
        write_windows([photo], 4, 3, tmp_path / name)
    files = sorted((tmp_path / "a").iterdir())
    assert len(files) == 4
    assert all(file.read_bytes() == (tmp_path / "b" / file.name).read_bytes() for file in files)


def test_what_is_no_photograph_is_named(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("no picture")
    with pytest.raises(ValueError, match=r"notes\.jpg"):
        write_windows([path], 1, 0, tmp_path / "out")


def test_photographs_of_one_name_would_overwrite_each_other(tmp_path):
    with pytest.raises(ValueError, match="2 of 'large'"):
        write_windows([photograph(tmp_path), tmp_path / "large.jpg"], 1, 0, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_counts_on_until_it_is_in_the_split():
    names = {name_in("train", "photo", index, ".jpg") for index in range(30)}
    assert len(names) == 30
    assert any(not name.endswith("-0.jpg") for name in names)
