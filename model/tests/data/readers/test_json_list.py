import json

import pytest
from labelled_files import write_folder

from data.readers import read_set


def write_list(root, rows):
    path = root / "CASIA.json"
    path.write_text(json.dumps(rows))
    return path


def test_rows_are_images_with_masks_or_negative(tmp_path):
    write_folder(tmp_path)
    rows = [
        ["Au/0.png", "Negative"],
        ["Tp/1.png", "Gt/1.png"],
        [str(tmp_path / "Au/1.png"), "Negative"],
    ]
    labelled = read_set(write_list(tmp_path, rows))
    assert labelled.name == "CASIA"
    assert [one.is_manipulated for one in labelled.images] == [False, True, False]
    assert labelled.images[1].truth(48, 40).any()
    assert labelled.images[2].native().shape == (40, 48, 3)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "received no rows"),
        ({"a": 1}, "received no rows"),
        ([["Tp/0.png"]], r"row 0: expected \[image, mask"),
        ([["Au/0.png", "Negative"], ["Au/0.png", None]], "row 1: expected"),
    ],
)
def test_what_is_no_such_list_is_refused(tmp_path, rows, message):
    write_folder(tmp_path)
    with pytest.raises(ValueError, match=message):
        read_set(write_list(tmp_path, rows))


@pytest.mark.parametrize("row", [["Au/7.png", "Negative"], ["Tp/0.png", "Gt/7.png"]])
def test_a_file_that_is_not_there_is_named(tmp_path, row):
    write_folder(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"1 files are not there, the first is .*7\.png"):
        read_set(write_list(tmp_path, [row, ["Au/0.png", "Negative"]]))
