import cv2
import numpy as np
import pytest
from labelled_files import SQUARE, write_folder

from data.pixels import decode
from data.readers.folder import read_folder
from evaluation.copies.forged_pictures import FIRST_SEED, forged
from evaluation.copies.handlings import HANDLINGS, handled


@pytest.fixture
def edited(tmp_path):
    """A picture with a square that is brighter, and its mask."""
    return read_folder(write_folder(tmp_path, manipulated=1, authentic=1)).images[0]


def test_a_file_as_it_is_is_not_saved_again(edited):
    made = handled(edited, "as it is")
    assert (made.file, made.suffix) == (edited.content(), ".png")
    assert made.truth[SQUARE].all()
    assert made.truth.sum() == 16 * 24


@pytest.mark.parametrize(
    ("handling", "size"), [("scaled to 0.75", (30, 36)), ("scaled to 0.5", (20, 24))]
)
def test_a_truth_is_scaled_with_its_picture(edited, handling, size):
    made = handled(edited, handling)
    pixels = decode(made.file, None).pixels
    assert pixels.shape[:2] == made.truth.shape == size
    assert set(np.unique(made.truth)) == {0, 1}
    inside = cv2.erode(made.truth, np.ones((3, 3))) == 1
    outside = cv2.dilate(made.truth, np.ones((3, 3))) == 0
    assert pixels[inside].min() > 130 > pixels[outside].max()


def test_jpeg_files_lose_more_at_a_lower_quality(edited):
    before = edited.native().astype(float)
    made = [handled(edited, f"JPEG {quality}") for quality in (90, 75, 60)]
    errors = [np.abs(decode(one.file, None).pixels - before).mean() for one in made]
    assert 0 < errors[0] < errors[1] < errors[2]
    assert {one.suffix for one in made} == {".jpg"}
    assert all((one.truth == made[0].truth).all() for one in made)


def test_the_same_picture_is_handled_the_same_way(edited):
    for handling in HANDLINGS:
        assert handled(edited, handling).file == handled(edited, handling).file


@pytest.mark.parametrize("kind", ["planted", "repeated", "rendered"])
def test_a_forged_picture_comes_of_its_seed(library, kind):
    first, again = forged(kind, library, 2), forged(kind, library, 2)
    assert [one.name for one in first] == [f"{kind}/{FIRST_SEED + i}.png" for i in (0, 1)]
    assert [one.content() for one in first] == [one.content() for one in again]
    assert first[0].content() != first[1].content()


def test_only_a_planted_picture_holds_a_copy(library):
    (planted,), (repeated,) = (forged(kind, library, 1) for kind in ("planted", "repeated"))
    truth = handled(planted, "as it is").truth
    assert truth.shape == planted.native().shape[:2]
    assert 0 < truth.mean() < 0.5
    assert planted.source in library.names
    assert handled(repeated, "as it is").truth is None
    assert not repeated.is_manipulated
