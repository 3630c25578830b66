import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

from data.packed_set import PackedSet
from data.photographs import Library
from data.resize import fasa_resize, resize_mask
from forge import FORGE_VERSION
from forge.forged_pack import write_pack
from forge.plan import make_plan
from forge.preview import contact_sheet
from forge.preview import main as preview
from forge.sample import make_sample
from forge.write import main as write_main


def test_the_resize_squashes_to_a_square():
    image = np.zeros((120, 300, 3), np.uint8)
    image[:, 150:] = 200
    small = fasa_resize(image, 64)
    assert small.shape == (64, 64, 3)
    assert (small[:, :28] == 0).all()
    assert (small[:, 36:] == 200).all()


@pytest.mark.parametrize("shape", [(40, 90), (64, 64), (500, 333), (65, 1000)])
def test_the_resize_keeps_a_flat_colour_at_any_size(shape):
    image = np.full((*shape, 3), (10, 128, 250), np.uint8)
    np.testing.assert_array_equal(fasa_resize(image, 64), image[:1, :1].repeat(64, 0).repeat(64, 1))


def test_an_image_of_the_right_size_is_left_alone():
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    np.testing.assert_array_equal(fasa_resize(image, 64), image)


def test_a_mask_pixel_is_set_where_half_of_it_is_covered():
    mask = np.array([[1, 0, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0]], np.uint8)
    np.testing.assert_array_equal(resize_mask(mask, 2), [[1, 0], [1, 0]])


def test_a_pack_holds_the_samples_of_its_seeds(plan, library, tmp_path):
    write_pack(plan, range(7, 11), 48, tmp_path)
    packed = PackedSet.open(tmp_path)
    assert packed.images.shape == (4, 48, 48, 3)
    assert packed.about["photoListSha256"] == library.list_sha256
    assert packed.about["firstSeed"] == 7
    assert packed.about["forgeVersion"] == FORGE_VERSION
    assert packed.about["operationsLeftOut"] == ["resynthesis"]
    for index in range(4):
        sample = make_sample(library, 7 + index)
        np.testing.assert_array_equal(packed.images[index], fasa_resize(sample.image, 48))
        np.testing.assert_array_equal(packed.masks[index], resize_mask(sample.mask, 48))
        assert packed.about["operations"][index] == sample.operation
        assert packed.about["sources"][index] == sample.source


def test_workers_write_the_same_pack(plan, tmp_path):
    for workers in (1, 2):
        write_pack(plan, range(20), 32, tmp_path / str(workers), workers)
    for name in ("images.npy", "masks.npy", "pack.json"):
        one, two = (tmp_path / str(workers) / name for workers in (1, 2))
        assert one.read_bytes() == two.read_bytes()


def test_an_unfinished_pack_cannot_be_opened(plan, tmp_path, monkeypatch):
    write_pack(plan, range(1), 48, tmp_path)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("forge.plan.make_sample", fail)
    with pytest.raises(KeyboardInterrupt):
        write_pack(plan, range(1), 48, tmp_path)
    with pytest.raises(FileNotFoundError):
        PackedSet.open(tmp_path)


def test_the_command_writes_a_pack(data_folder, tmp_path, monkeypatch, capsys):
    options = ["--split", "test", "--count", "2", "--size", "32", "--out", str(tmp_path / "pack")]
    monkeypatch.setattr(sys, "argv", ["forge.write", "--data", str(data_folder), *options])
    write_main()
    assert len(PackedSet.open(tmp_path / "pack")) == 2
    said = capsys.readouterr()
    assert Library(data_folder, "test").list_sha256 in said.out
    assert "left out of the draw: resynthesis" in said.err


def test_each_operation_begins_a_row_of_the_contact_sheet(library):
    samples = [replace(make_sample(library, seed), operation="ab"[seed % 2]) for seed in range(6)]
    sheet = contact_sheet([*samples, samples[0]], columns=3)
    # Four of a in two rows, three of b in one.
    rows = np.vsplit(sheet, 3)
    tiles = [[tile.any() for tile in np.hsplit(row, 3)] for row in rows]
    assert tiles == [[True, True, True], [True, False, False], [True, True, True]]


def test_the_outline_of_the_mask_is_red(library):
    sample = next(
        sample
        for sample in (make_sample(library, seed) for seed in range(100))
        if sample.operation == "splice"
    )
    grey = replace(sample, image=np.full_like(sample.image, 128))
    red = (contact_sheet([grey], columns=1) == (0, 0, 255)).all(axis=2)
    assert red.any()
    unmarked = replace(grey, mask=np.zeros_like(grey.mask))
    assert not (contact_sheet([unmarked], columns=1) == (0, 0, 255)).all(axis=2).any()


def test_the_command_writes_a_contact_sheet(data_folder, tmp_path, monkeypatch):
    sheet = tmp_path / "sheet.png"
    options = ["--data", str(data_folder), "--count", "2", "--columns", "2", "--out", str(sheet)]
    monkeypatch.setattr(sys, "argv", ["forge.preview", *options])
    preview()
    assert cv2.imread(str(sheet)) is not None


@pytest.fixture
def plan(data_folder):
    """Of a data folder without generators."""
    return make_plan(data_folder, "train", "taef2")
