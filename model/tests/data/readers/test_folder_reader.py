import cv2
import numpy as np
import pytest
from labelled_files import SQUARE, manipulated_picture, save, write_folder

from data.labelled import ModelView
from data.pixels import resize_array
from data.readers import read_set


def test_files_come_with_their_masks_manipulated_first(tmp_path):
    labelled = read_set(write_folder(tmp_path / "set"))
    assert labelled.name == "set"
    assert labelled.is_native
    names = [image.name for image in labelled.images]
    assert names == ["Tp/0.png", "Tp/1.png", "Tp/2.png", "Au/0.png", "Au/1.png"]
    assert [image.operation for image in labelled.images] == ["manipulated"] * 3 + ["authentic"] * 2
    truth = labelled.images[1].truth(48, 40)
    expected = np.zeros((40, 48), np.uint8)
    expected[SQUARE] = 1
    np.testing.assert_array_equal(truth, expected)
    assert labelled.images[3].truth(48, 40) is None


def test_pixels_are_those_of_the_scanner(tmp_path):
    image = read_set(write_folder(tmp_path)).images[0]
    rgb = cv2.cvtColor(manipulated_picture(0)[0], cv2.COLOR_BGR2RGB)
    np.testing.assert_array_equal(image.native(), rgb)
    seen = image.seen(ModelView(16))
    np.testing.assert_array_equal(seen.pixels, resize_array(rgb, 16))
    assert (seen.width, seen.height) == (48, 40)


def test_about_says_what_was_done_to_what(tmp_path):
    about = {
        "Tp/0.png": {"operation": "splice", "source": "a.jpg", "generator": None},
        "Au/0.png": {"source": "a.jpg", "variant": "as_is"},
        "Au/9.png": {"source": "gone.jpg"},
    }
    images = {one.name: one for one in read_set(write_folder(tmp_path, about=about)).images}
    assert (images["Tp/0.png"].operation, images["Tp/0.png"].source) == ("splice", "a.jpg")
    assert images["Tp/1.png"].operation == "manipulated"
    assert images["Au/0.png"].variant == "as_is"
    assert images["Au/1.png"].source is None


def test_images_may_have_any_ending_and_lie_deeper(tmp_path):
    image, mask = manipulated_picture(0)
    save(tmp_path / "Tp" / "a" / "x.y.JPG", image)
    save(tmp_path / "Gt" / "a" / "x.y.png", mask)
    (tmp_path / "Tp" / "notes.txt").write_text("not an image")
    labelled = read_set(tmp_path)
    assert [one.name for one in labelled.images] == ["Tp/a/x.y.JPG"]
    assert labelled.images[0].truth(48, 40).any()


def test_a_png_is_preferred_as_the_mask(tmp_path):
    write_folder(tmp_path, 1)
    save(tmp_path / "Gt" / "0.jpg", np.zeros((40, 48), np.uint8))
    assert read_set(tmp_path).images[0].truth(48, 40).any()


def test_a_missing_mask_is_named(tmp_path):
    write_folder(tmp_path)
    (tmp_path / "Gt" / "1.png").unlink()
    with pytest.raises(ValueError, match=r"1 are missing, the first for Tp/1\.png"):
        read_set(tmp_path)


def test_a_set_without_images_is_refused(tmp_path):
    (tmp_path / "Tp").mkdir()
    with pytest.raises(ValueError, match="expected images in Tp/ or Au/, found none"):
        read_set(tmp_path)


def test_what_is_no_set_is_told_the_layouts(tmp_path):
    with pytest.raises(ValueError, match=r"expected a folder with Tp/ and Gt/ or Au/"):
        read_set(tmp_path)


def test_a_broken_image_is_named(tmp_path):
    write_folder(tmp_path)
    (tmp_path / "Tp" / "2.png").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"Tp/2\.png: no intact image"):
        read_set(tmp_path).images[2].seen(ModelView(16))


@pytest.mark.parametrize("content", [b"", b"nothing"])
def test_a_broken_mask_is_named(tmp_path, content):
    write_folder(tmp_path)
    (tmp_path / "Gt" / "2.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"Tp/2\.png: its mask is no intact image"):
        read_set(tmp_path).images[2].truth(48, 40)


def test_a_mask_of_another_size_is_refused(tmp_path):
    write_folder(tmp_path)
    save(tmp_path / "Gt" / "0.png", np.full((48, 40), 255, np.uint8))
    with pytest.raises(ValueError, match=r"expected a mask of 48x40, received 40x48"):
        read_set(tmp_path).images[0].truth(48, 40)


def test_a_mask_is_the_mean_of_its_channels_above_the_middle(tmp_path):
    write_folder(tmp_path, 1)
    mask = np.zeros((40, 48, 3), np.uint8)
    mask[0, :3] = [[127, 127, 128], [127, 128, 128], [255, 255, 255]]
    save(tmp_path / "Gt" / "0.png", mask)
    truth = read_set(tmp_path).images[0].truth(48, 40)
    assert truth[0, :4].tolist() == [0, 1, 1, 0]
    assert truth.sum() == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "about.json: expected JSON"),
        ("[]", "about.json: expected"),
        ('{"files": {"Tp/0.png": {}}}', "about.json: expected"),
        ('{"files": [{"operation": "splice"}]}', "about.json: expected"),
        ('{"files": [{"file": "Tp/0.png", "source": 7}]}', "a text as source, received 7"),
        ('{"files": [{"file": "Tp/0.png", "operation": "authentic"}]}', "calls Tp/0.png authentic"),
    ],
)
def test_a_broken_about_is_refused(tmp_path, content, message):
    write_folder(tmp_path)
    (tmp_path / "about.json").write_text(content)
    with pytest.raises(ValueError, match=message):
        read_set(tmp_path)


def test_a_limit_keeps_the_first_of_each_label(tmp_path):
    limited = read_set(write_folder(tmp_path, 3, 3)).limited(2)
    names = ["Tp/0.png", "Tp/1.png", "Au/0.png", "Au/1.png"]
    assert [one.name for one in limited.images] == names
    assert limited.list_sha256 != read_set(tmp_path).list_sha256
