"""A folder of pairs becomes one split's folder."""

import cv2
import numpy as np
import pytest

from data.readers import read_set
from training.split_pairs import split_pairs


@pytest.fixture
def pairs(tmp_path):
    data = tmp_path / "data"
    for name in ("Tp", "Gt", "Au"):
        (data / name).mkdir(parents=True)
    grey = np.full((32, 32, 3), 90, np.uint8)
    mask = np.zeros((32, 32), np.uint8)
    mask[:8] = 255
    for name in ("1", "2", "3"):
        cv2.imwrite(str(data / "Tp" / f"{name}.jpg"), grey)
        cv2.imwrite(str(data / "Gt" / f"{name}.png"), mask)
    cv2.imwrite(str(data / "Au" / "a.jpg"), grey)
    rows = ["tampered,background,area,split", "1.jpg,a.jpg,0.25,train", "2.jpg,b.jpg,0.25,val"]
    (data / "pairs.csv").write_text("\n".join([*rows, "3.jpg,a.jpg,0.25,train"]))
    return data


def test_takes_the_pairs_of_one_split_and_each_background_once(pairs, tmp_path):
    assert split_pairs(pairs, "train", tmp_path / "train") == 3
    images = read_set(tmp_path / "train").images
    assert sorted((i.name, i.operation, i.source) for i in images) == [
        ("Au/a.jpg", "authentic", "a.jpg"),
        ("Tp/1.jpg", "manipulated", "a.jpg"),
        ("Tp/3.jpg", "manipulated", "a.jpg"),
    ]
    assert split_pairs(pairs, "val", tmp_path / "val") == 1


def test_what_shows_a_background_that_is_left_out_is_not_taken(pairs, tmp_path):
    with (pairs / "pairs.csv").open("a") as file:
        file.write("\n2.jpg,c.jpg,0.25,train")
    assert split_pairs(pairs, "train", tmp_path / "train", ["a.jpg"]) == 1
    assert [image.name for image in read_set(tmp_path / "train").images] == ["Tp/2.jpg"]


def test_a_background_that_the_split_lacks_is_named(pairs, tmp_path):
    with pytest.raises(ValueError, match=r"split 'train'.*b\.jpg"):
        split_pairs(pairs, "train", tmp_path / "train", ["a.jpg", "b.jpg"])


def test_pairs_of_an_earlier_call_do_not_stay(pairs, tmp_path):
    split_pairs(pairs, "train", tmp_path / "out")
    assert split_pairs(pairs, "train", tmp_path / "out") == 3
    with pytest.raises(ValueError, match=r"2 others such as '1\.jpg'; remove the folder"):
        split_pairs(pairs, "val", tmp_path / "out")


def test_an_unknown_split_is_named(pairs, tmp_path):
    with pytest.raises(ValueError, match="'dev'"):
        split_pairs(pairs, "dev", tmp_path / "out")


def test_a_missing_file_is_named(pairs, tmp_path):
    (pairs / "Gt" / "1.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"Gt/1\.png"):
        split_pairs(pairs, "train", tmp_path / "out")
