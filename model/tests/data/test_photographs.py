import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from data.photographs import SPLITS, Library, data_root, split_of


def test_the_split_follows_the_first_hex_digit_of_the_names_sha1():
    expected = {**dict.fromkeys("01234567", "train"), **dict.fromkeys("89a", "val")}
    for name in (f"{index}.jpg" for index in range(200)):
        digit = hashlib.sha1(name.encode()).hexdigest()[0]
        assert split_of(name) == expected.get(digit, "test")


def test_splits_share_no_photo_and_leave_none_out(data_folder):
    names = [set(Library(data_folder, split).names) for split in SPLITS]
    assert sum(len(part) for part in names) == len(set.union(*names)) == 40
    assert "plain/000.jpg" in set.union(*names)


def test_the_list_hash_is_that_of_the_sorted_names(library):
    listing = "\n".join(sorted(library.names))
    assert library.list_sha256 == hashlib.sha256(listing.encode()).hexdigest()


def test_segments_come_with_the_photos_that_have_them(library):
    for name in library.names:
        photo = library.photo(name)
        assert (photo.segments is not None) == name.startswith("segmented/")
        assert photo.pixels.shape == (200, 280, 3)


def test_pixels_are_rgb(tmp_path):
    _save(tmp_path, np.full((200, 300, 3), (0, 0, 255), np.uint8))
    red, _, blue = _only_photo(tmp_path).pixels[100, 100]
    assert red > 240
    assert blue < 15


def test_a_photo_too_small_to_crop_is_left_out(tmp_path, data_folder):
    _save(tmp_path, np.zeros((120, 300, 3), np.uint8))
    with pytest.raises(FileNotFoundError, match="found none"):
        _only_photo(tmp_path)


def test_a_folder_without_photos_says_what_it_expects(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"photos: expected folders of photographs"):
        Library(tmp_path, "train")


def test_a_file_that_is_no_photograph_is_named(tmp_path):
    _save(tmp_path, np.zeros((200, 300, 3), np.uint8)).write_bytes(b"not a JPEG")
    with pytest.raises(ValueError, match=r"a\.jpg: expected a photograph"):
        _only_photo(tmp_path)


def test_labels_of_another_size_are_refused(tmp_path):
    path = _save(tmp_path, np.zeros((200, 300, 3), np.uint8), folder="images")
    segments = path.parent.parent / "segments"
    segments.mkdir()
    cv2.imwrite(str(segments / "a.png"), np.zeros((10, 10), np.uint8))
    with pytest.raises(ValueError, match=r"expected labels of \(200, 300\), received \(10, 10\)"):
        _only_photo(tmp_path)


def test_the_data_folder_comes_from_the_argument_else_the_environment(monkeypatch):
    monkeypatch.setenv("FASA_DATA", "/from/environment")
    assert data_root(None) == Path("/from/environment")
    assert data_root("/given") == Path("/given")
    monkeypatch.delenv("FASA_DATA")
    with pytest.raises(ValueError, match="--data DIR or set FASA_DATA"):
        data_root(None)


def _save(root, pixels, folder="."):
    path = root / "train" / "photos" / "own" / folder / "a.jpg"
    path.parent.mkdir(parents=True)
    cv2.imwrite(str(path), pixels)
    return path


def _only_photo(root):
    library = Library(root, split_of("a.jpg"))
    return library.photo(library.names[0])
