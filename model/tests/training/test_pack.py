"""Packing a labelled set of one's own."""

import cv2
import numpy as np
import pytest

from data.packed_set import PackedSet
from data.readers import read_set
from training.pack import pack


@pytest.fixture
def folder(tmp_path):
    for name in ("Tp", "Gt", "Au"):
        (tmp_path / "set" / name).mkdir(parents=True)
    red = np.zeros((60, 80, 3), np.uint8)
    red[..., 2] = 255  # OpenCV writes blue, green, red
    mask = np.zeros((60, 80), np.uint8)
    mask[:15] = 255
    cv2.imwrite(str(tmp_path / "set" / "Tp" / "1.png"), red)
    cv2.imwrite(str(tmp_path / "set" / "Gt" / "1.png"), mask)
    cv2.imwrite(str(tmp_path / "set" / "Au" / "a.png"), 255 - red)
    return tmp_path / "set"


def test_images_and_masks_come_at_the_networks_size(folder, tmp_path):
    pack(read_set(folder), 32, tmp_path / "pack")
    found = PackedSet.open(tmp_path / "pack")
    by_operation = dict(zip(found.about["operations"], range(2), strict=True))
    manipulated, authentic = by_operation["manipulated"], by_operation["authentic"]
    assert found.images[manipulated, 5, 5].tolist() == [255, 0, 0]
    assert found.masks[manipulated].mean() == 0.25
    assert found.masks[authentic].sum() == 0
    assert found.about["count"] == 2


def test_a_wholly_made_image_is_all_mask(folder, tmp_path):
    made = read_set(folder)
    images = [image for image in made.images if image.is_manipulated]
    whole = type(made)("made", [type(images[0])("1", "full", images[0].content)])
    pack(whole, 32, tmp_path / "pack")
    assert PackedSet.open(tmp_path / "pack").masks.min() == 1


def test_a_broken_image_is_named(folder, tmp_path):
    (folder / "Tp" / "1.png").write_text("no picture")
    with pytest.raises(ValueError, match=r"1\.png"):
        pack(read_set(folder), 32, tmp_path / "pack")
    assert not (tmp_path / "pack" / "pack.json").exists()
