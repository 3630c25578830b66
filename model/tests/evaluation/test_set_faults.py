"""Each planted fault is found, and nothing else."""

import json

import cv2
import numpy as np
import pyarrow
import pyarrow.parquet as parquet
import pytest
from labelled_files import SQUARE, manipulated_picture, picture, save, write_folder

from evaluation.__main__ import main
from evaluation.set_faults import find_faults


def kinds_and_names(path):
    return [(fault.kind, fault.name) for fault in find_faults(path)]


def test_a_sound_set_has_no_faults(tmp_path, capsys):
    write_folder(tmp_path / "set", 3, 3)
    assert main(["validate", str(tmp_path / "set")]) == 0
    assert capsys.readouterr().out.endswith("set: nothing is wrong\n")


def half_size(root):
    save(root / "Gt" / "0.png", np.full((20, 24), 255, np.uint8))


def grey_levels(root):
    mask = manipulated_picture(0)[1]
    mask[SQUARE] = 200
    save(root / "Gt" / "0.png", mask)


def zeros_and_ones(root):
    save(root / "Gt" / "0.png", manipulated_picture(0)[1] // 255)


def black(root):
    save(root / "Gt" / "0.png", np.zeros((40, 48), np.uint8))


def truncated(root):
    data = (root / "Tp" / "0.png").read_bytes()
    (root / "Tp" / "0.png").write_bytes(data[: len(data) // 2])


def broken_mask(root):
    (root / "Gt" / "0.png").write_bytes(b"nothing")


def no_mask(root):
    (root / "Gt" / "0.png").unlink()


def no_image(root):
    (root / "Tp" / "0.png").unlink()


def narrow(root):
    save(root / "Au" / "9.png", picture(9, 31, 64))


def copied(root):
    (root / "Tp" / "0.png").write_bytes((root / "Au" / "0.png").read_bytes())


def encoded_again(root):
    options = [cv2.IMWRITE_PNG_COMPRESSION, 0]
    assert cv2.imwrite(str(root / "Au" / "9.png"), picture(100), options)


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (half_size, [("mask of another size", "Tp/0.png")]),
        (grey_levels, [("mask not binary", "Tp/0.png")]),
        (zeros_and_ones, [("mask not binary", "Tp/0.png"), ("empty mask", "Tp/0.png")]),
        (black, [("empty mask", "Tp/0.png")]),
        (truncated, [("unreadable image", "Tp/0.png")]),
        (broken_mask, [("unreadable mask", "Tp/0.png")]),
        (no_mask, [("missing mask", "Tp/0.png")]),
        (no_image, [("mask of nothing", "Gt/0.png")]),
        (narrow, [("too small", "Au/9.png")]),
        (copied, [("same bytes", "Au/0.png")]),
        (encoded_again, [("same pixels", "Au/9.png")]),
    ],
)
def test_a_planted_fault_is_found(tmp_path, plant, expected):
    root = write_folder(tmp_path / "set", 3, 3)
    plant(root)
    assert kinds_and_names(root) == expected


def test_faults_are_listed_with_what_was_received(tmp_path, capsys):
    root = write_folder(tmp_path / "set", 3, 3)
    half_size(root)
    narrow(root)
    assert main(["validate", str(root)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "mask of another size: Tp/0.png: expected 48x40, received 24x20"
    assert lines[1] == "too small: Au/9.png: 31x64, expected 32 a side or more"
    assert lines[2].endswith("set: 2 faults")


def test_files_that_a_list_names_and_are_not_there(tmp_path):
    write_folder(tmp_path, 2, 1)
    rows = [["Tp/0.png", "Gt/7.png"], ["Tp/8.png", "Gt/1.png"], ["Au/0.png", "Negative"]]
    (tmp_path / "list.json").write_text(json.dumps(rows))
    assert kinds_and_names(tmp_path / "list.json") == [
        ("unreadable mask", "Tp/0.png"),
        ("unreadable image", "Tp/8.png"),
    ]


def test_parquet_is_looked_through_as_well(tmp_path):
    image, mask = (cv2.imencode(".png", one)[1].tobytes() for one in manipulated_picture(0))
    rows = [
        {"key": "partial_fake/0", "label": 1, "image": image, "mask": mask},
        {"key": "partial_fake/1", "label": 1, "image": image, "mask": None},
    ]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "sd15.parquet")
    assert kinds_and_names(tmp_path / "sd15.parquet") == [
        ("same bytes", "partial_fake/1"),
        ("unreadable mask", "partial_fake/1"),
    ]


def test_a_pack_has_no_files_to_look_through(packed):
    with pytest.raises(ValueError, match="a pack holds no files"):
        find_faults(packed.path)
