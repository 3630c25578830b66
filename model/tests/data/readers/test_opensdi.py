import cv2
import numpy as np
import pyarrow
import pyarrow.parquet as parquet
import pytest
from labelled_files import manipulated_picture, picture

from data.labelled import ModelView
from data.readers import read_set


def encoded(image):
    return {"bytes": cv2.imencode(".png", image)[1].tobytes(), "path": None}


def rows():
    forged, mask = manipulated_picture(0)
    return [
        {"key": "sd15/real/0", "label": 0, "image": encoded(picture(1)), "mask": None},
        {"key": "sd15/partial_fake/0", "label": 1, "image": encoded(forged), "mask": encoded(mask)},
        {"key": "sd15/full_fake/0", "label": 1, "image": encoded(picture(2)), "mask": None},
        {"key": "sd15/real/1", "label": 0, "image": encoded(picture(3)), "mask": None},
    ]


def write(path, rows):
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=2)
    return path


def test_rows_are_real_partial_or_full(tmp_path):
    labelled = read_set(write(tmp_path / "sd15.parquet", rows()))
    assert labelled.name == "sd15"
    operations = [image.operation for image in labelled.images]
    assert operations == ["authentic", "partial", "full", "authentic"]
    np.testing.assert_array_equal(
        labelled.images[1].truth(48, 40), manipulated_picture(0)[1] // 255
    )
    assert [one.truth(48, 40) is None for one in labelled.images] == [True, False, True, True]
    np.testing.assert_array_equal(
        labelled.images[3].native(), cv2.cvtColor(picture(3), cv2.COLOR_BGR2RGB)
    )


def test_a_prefix_names_the_shards_of_a_split(tmp_path):
    write(tmp_path / "sd15-00000-of-00002.parquet", rows()[:2])
    write(tmp_path / "sd15-00001-of-00002.parquet", rows()[2:])
    write(tmp_path / "flux-00000-of-00001.parquet", rows()[:1])
    labelled = read_set(tmp_path / "sd15")
    assert (labelled.name, len(labelled.images)) == ("sd15", 4)
    assert len(read_set(tmp_path).images) == 5


def test_a_partial_row_without_mask_is_refused_when_it_is_read(tmp_path):
    broken = [rows()[1] | {"mask": None}, rows()[1]]
    image = read_set(write(tmp_path / "a.parquet", broken)).images[0]
    with pytest.raises(ValueError, match="expected bytes as mask of row 0 in group 0"):
        image.truth(48, 40)


def test_broken_bytes_name_their_row(tmp_path):
    broken = [rows()[0] | {"image": {"bytes": b"nothing", "path": None}}]
    image = read_set(write(tmp_path / "a.parquet", broken)).images[0]
    with pytest.raises(ValueError, match="sd15/real/0: no intact image"):
        image.seen(ModelView(16))


def test_another_table_is_refused(tmp_path):
    with pytest.raises(ValueError, match="expected columns key, label, image, mask; no image"):
        read_set(write(tmp_path / "a.parquet", [{"key": "a", "label": 0, "mask": b""}]))


@pytest.mark.parametrize("wrong", [{"label": 2}, {"label": None}, {"key": None}])
def test_a_row_of_another_kind_is_refused(tmp_path, wrong):
    with pytest.raises(ValueError, match="expected a text as key and a label of 0 or 1"):
        read_set(write(tmp_path / "a.parquet", [rows()[0] | wrong, rows()[3]]))


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"a\.parquet: no intact parquet file"):
        read_set(tmp_path / "a.parquet")
