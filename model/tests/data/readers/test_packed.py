import numpy as np
import pytest

from data.labelled import ModelView
from data.packed_set import write_pack
from data.readers import read_set


def test_a_pack_is_seen_as_it_is(packed):
    labelled = read_set(packed.path)
    assert (labelled.size, labelled.is_native) == (32, False)
    image = labelled.images[4]
    assert image.operation == "splice"
    np.testing.assert_array_equal(image.seen(ModelView(32)).pixels, packed.images[4])
    np.testing.assert_array_equal(image.truth(32, 32), packed.masks[4])


def test_another_size_is_refused(packed):
    with pytest.raises(ValueError, match=r"takes pictures of \(64, 64, 3\), .*\(32, 32, 3\)"):
        read_set(packed.path).images[0].seen(ModelView(64))


def test_a_pack_without_operations_tells_them_by_its_masks(packed, tmp_path):
    write_pack(tmp_path / "bare", packed.images, packed.masks, {})
    operations = [image.operation for image in read_set(tmp_path / "bare").images]
    assert operations == ["manipulated" if index % 3 else "authentic" for index in range(21)]


def test_sources_are_those_of_the_pack(packed, tmp_path):
    write_pack(tmp_path / "named", packed.images, packed.masks, {"sources": ["a.jpg"] * 21})
    assert {image.source for image in read_set(tmp_path / "named").images} == {"a.jpg"}
    assert {image.source for image in read_set(packed.path).images} == {None}


@pytest.mark.parametrize("column", ["operations", "sources"])
def test_columns_must_match_the_images(packed, tmp_path, column):
    write_pack(tmp_path / "odd", packed.images, packed.masks, {column: ["splice"]})
    with pytest.raises(ValueError, match=f"21 images but 1 {column}"):
        read_set(tmp_path / "odd")
