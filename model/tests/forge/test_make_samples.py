import cv2
import numpy as np
import pytest

from forge.make_samples import Photographs, cut_out, put


@pytest.fixture
def disc():
    """A photo (120, 160, 3) of a noisy bright disc on noisy dark ground, and the disc's mask."""
    rng = np.random.default_rng(0)
    mask = cv2.circle(np.zeros((120, 160), np.uint8), (60, 50), 25, 1, cv2.FILLED)
    photo = rng.integers(0, 40, (120, 160, 3)) + 180 * mask[..., None]
    return photo.astype(np.uint8), mask


def test_cut_out_finds_the_object_in_the_box(disc):
    photo, mask = disc
    found = cut_out(photo, (25, 15, 75, 75))
    assert np.count_nonzero(found & mask) / np.count_nonzero(found | mask) > 0.95


def test_put_changes_the_mask_and_a_pixel_around_it_alone(disc):
    photo, mask = disc
    base = np.full((200, 200, 3), 90, np.uint8)
    image, where = put(base, photo, mask, 100, 120)
    assert cv2.boundingRect(where) == (100, 120, 51, 51)
    around = cv2.dilate(where, np.ones((3, 3), np.uint8)) == 1
    np.testing.assert_array_equal(image[~around], base[~around])
    inside = cv2.erode(where, np.ones((3, 3), np.uint8)) == 1
    # The disc's box was at (35, 25).
    rows, columns = np.nonzero(inside)
    np.testing.assert_array_equal(image[inside], photo[rows - 95, columns - 65])


def test_a_photograph_of_another_edition_is_refused(tmp_path):
    (tmp_path / "flower.jpg").write_bytes(b"another one")
    with pytest.raises(ValueError, match="expected sha256"):
        Photographs(tmp_path).load("flower.jpg")
    with pytest.raises(FileNotFoundError, match=r"coffee\.png"):
        Photographs(tmp_path).load("coffee.png")
