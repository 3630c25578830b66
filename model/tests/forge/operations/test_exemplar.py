import numpy as np
import pytest

from forge.operations.exemplar import exemplar_fill


@pytest.fixture
def stripes():
    """(120, 160, 3) of period 8, and a mask in their middle."""
    bands = np.tile(np.repeat([40, 200], 4), 20).astype(np.uint8)
    mask = np.zeros((120, 160), np.uint8)
    mask[40:70, 60:100] = 1
    return np.broadcast_to(bands[None, :, None], (120, 160, 3)).copy(), mask


def test_a_texture_goes_on_inside_the_hole(stripes):
    image, mask = stripes
    holed = np.where(mask[..., None] == 1, 120, image).astype(np.uint8)
    filled = exemplar_fill(holed, mask, np.random.default_rng(0))
    assert np.abs(filled[mask == 1].astype(int) - image[mask == 1]).mean() < 25


@pytest.mark.parametrize("size", [(20, 30), (80, 120)])
def test_the_hole_holds_pixels_from_around_it_alone(size):
    """At the size of the hole and on a smaller copy of it."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 200, (200, 280, 3), dtype=np.uint8)
    mask = np.zeros((200, 280), np.uint8)
    mask[50 : 50 + size[0], 60 : 60 + size[1]] = 1
    image[mask == 1] = 255
    filled = exemplar_fill(image, mask, rng)
    np.testing.assert_array_equal(filled[mask == 0], image[mask == 0])
    around = {tuple(colour) for colour in image[mask == 0].tolist()}
    assert {tuple(colour) for colour in filled[mask == 1].tolist()} <= around


def test_a_hole_without_surroundings_is_still_filled():
    image = np.full((40, 60, 3), 90, np.uint8)
    mask = np.ones((40, 60), np.uint8)
    mask[0] = 0
    image[mask == 1] = 255
    filled = exemplar_fill(image, mask, np.random.default_rng(0))
    assert (filled[1:6] < 200).all()
