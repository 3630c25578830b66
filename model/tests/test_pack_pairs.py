"""Packing a folder of tampered pictures, masks and backgrounds."""

import cv2
import numpy as np
import pytest

from training.pack_pairs import pack_pairs
from training.packed_set import PackedSet


@pytest.fixture
def folder(tmp_path):
    for name in ("Tp", "Gt", "Au"):
        (tmp_path / name).mkdir()
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 2] = 255  # OpenCV writes blue, green, red
    mask = np.zeros((32, 32), np.uint8)
    mask[:8] = 255
    for name in ("1", "2"):
        cv2.imwrite(str(tmp_path / "Tp" / f"{name}.png"), red)
        cv2.imwrite(str(tmp_path / "Gt" / f"{name}.png"), mask)
    cv2.imwrite(str(tmp_path / "Au" / "a.png"), 255 - red)
    rows = ["tampered,background,area,split", "1.png,a.png,0.25,train", "2.png,b.png,0.25,val"]
    (tmp_path / "pairs.csv").write_text("\n".join(rows))
    return tmp_path


def test_packs_one_split_with_the_backgrounds_that_are_there(folder, tmp_path):
    assert pack_pairs(folder, "train", tmp_path / "train", 32) == 2
    pack = PackedSet.open(tmp_path / "train")
    assert pack.about["operations"] == ["pair", "authentic"]
    assert pack.images[0, 0, 0].tolist() == [255, 0, 0]
    assert pack.masks.mean(axis=(1, 2)).tolist() == [0.25, 0.0]
    assert pack_pairs(folder, "val", tmp_path / "val", 32) == 1


def test_a_broken_picture_is_named(folder, tmp_path):
    (folder / "Tp" / "1.png").write_text("no picture")
    with pytest.raises(ValueError, match=r"1\.png"):
        pack_pairs(folder, "train", tmp_path / "train", 32)


def test_a_pack_whose_parts_do_not_fit_is_refused(folder, tmp_path):
    pack_pairs(folder, "train", tmp_path / "train", 32)
    np.save(tmp_path / "train" / "masks.npy", np.zeros((1, 32, 32), np.uint8))
    with pytest.raises(ValueError, match="masks"):
        PackedSet.open(tmp_path / "train")
