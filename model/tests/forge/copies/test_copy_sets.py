import json

import cv2
import numpy as np
import pytest

from data.photographs import Photo
from forge.copies.copy_sets import SETS, write_set
from forge.copies.hidden_copy import hide
from forge.copies.photographed_repetition import photographed, repetition
from forge.copies.planted_copy import WINDOW_PIXELS, plant, window_of
from forge.copies.rendered_page import page
from forge.copies.savings import SAVINGS, save_picture


def moved_copies(library, count=3):
    """Those that were moved by whole pixels, and the photographs they were made of."""
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        photo = library.pick(rng)
        planted = plant(photo, rng)
        if planted.kind == "moved":
            found.append((photo, planted))
    return found[:count]


def test_a_moved_copy_holds_the_pixels_of_its_source(library):
    for photo, planted in moved_copies(library):
        inner = cv2.erode(planted.copy, np.ones((9, 9), np.uint8))
        source, copy = (
            np.array(cv2.boundingRect(mask)[:2]) for mask in (planted.source, planted.copy)
        )
        rows, columns = np.nonzero(inner)
        left, top = copy - source
        pixels, sources = planted.image[rows, columns], photo.pixels[rows - top, columns - left]
        # Some are lit anew: by one gain and one shift, rounded.
        gain, shift = np.polyfit(sources.ravel(), pixels.ravel(), 1)
        assert abs(gain - 1) < 0.09
        np.testing.assert_allclose(pixels, sources * gain + shift, atol=0.6)


def test_a_copy_leaves_its_source_and_the_rest_as_they_were(library):
    for photo, planted in moved_copies(library):
        beyond = cv2.dilate(planted.copy, np.ones((9, 9), np.uint8)) == 0
        assert (beyond | (planted.source == 0)).all()
        np.testing.assert_array_equal(planted.image[beyond], photo.pixels[beyond])


def test_a_hidden_copy_lies_where_its_surroundings_are_alike(library):
    """In a picture of three columns a part of one is laid into the same column."""
    rng = np.random.default_rng(0)
    grain = rng.normal(0, 4, (240, 300, 3))
    columns = np.repeat([40, 120, 200], 100)[None, :, None]
    photo = Photo("columns", np.clip(columns + grain, 0, 255).astype(np.uint8))
    for seed in range(6):
        planted = hide(photo, np.random.default_rng(seed))
        source, copy = (cv2.boundingRect(mask) for mask in (planted.source, planted.copy))
        assert abs(source[0] - copy[0]) <= 24
        assert not (planted.source & planted.copy).any()


def test_a_window_is_cut_and_not_scaled(library):
    small = library.pick(np.random.default_rng(0))
    large = type(small)("large", np.tile(small.pixels, (8, 8, 1)))
    window = window_of(large, np.random.default_rng(1)).pixels
    height, width = window.shape[:2]
    assert 0.9 * WINDOW_PIXELS[0] < height * width <= WINDOW_PIXELS[1]
    assert cv2.matchTemplate(large.pixels, window, cv2.TM_SQDIFF).min() == 0
    assert window_of(small, np.random.default_rng(1)).pixels.shape == small.pixels.shape


def test_what_repeats_in_a_photograph_is_never_the_same_pixels():
    scene = np.tile(np.random.default_rng(0).uniform(40, 200, (40, 60, 3)), (4, 4, 1))
    picture = photographed(scene.astype(np.float32), np.random.default_rng(1)).astype(int)
    difference = np.abs(picture[:80] - picture[80:])
    assert 0.1 < difference.mean() < 40


def test_what_repeats_on_a_page_is_the_same_pixels_on_a_flat_ground(library):
    sheet, _ = page(np.random.default_rng(0), library)
    colours, counts = np.unique(sheet.reshape(-1, 3), axis=0, return_counts=True)
    assert counts.max() > 0.3 * counts.sum()
    assert (np.ptp(colours[counts.argmax()]) == 0).all()


def test_repetition_fills_a_picture(library):
    picture, name = repetition(np.random.default_rng(3), library)
    assert picture.std() > 3
    assert name


@pytest.mark.parametrize("saving", SAVINGS)
def test_a_saved_picture_has_the_size_that_it_names(saving):
    image = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    saved = save_picture(image, saving, np.random.default_rng(0))
    opened = cv2.imdecode(np.frombuffer(saved.data, np.uint8), cv2.IMREAD_COLOR)
    assert opened.shape[1::-1] == saved.size
    if saving == "lossless":
        np.testing.assert_array_equal(opened[..., ::-1], image)


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_the_same_once_more_and_says_what_it_holds(name, library, tmp_path):
    for folder in ("one", "other"):
        write_set(name, library, range(7, 9), tmp_path / folder)
    entries = [json.loads(line) for line in (tmp_path / "one/index.jsonl").read_text().splitlines()]
    assert len(entries) == 2
    for entry in entries:
        first, second = (tmp_path / folder / entry["file"] for folder in ("one", "other"))
        assert first.read_bytes() == second.read_bytes()
        masks = [tmp_path / "one" / folder / f"{first.stem}.png" for folder in ("Gt", "Source")]
        assert all(mask.is_file() == (name in ("planted", "hidden")) for mask in masks)
    with pytest.raises(FileExistsError):
        write_set(name, library, range(7, 9), tmp_path / "one")
