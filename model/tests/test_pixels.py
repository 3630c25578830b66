import json
from pathlib import Path

import numpy as np
import pytest
import pyvips

from fixtures.goldens import VIEW
from pixels import FITS, ModelView, decode, view_array

FIXTURES = Path(__file__).parents[2] / "test" / "fixtures"
INDEX = json.loads((FIXTURES / "goldens" / "goldens.json").read_text())
SIZES = INDEX["images"]


def golden(name):
    path = FIXTURES / "goldens" / f"{name}.png"
    return pyvips.Image.new_from_file(str(path)).numpy().astype(float)


def mean_difference(a, b):
    return np.abs(a - b).mean()


def test_every_image_has_a_golden():
    assert {path.name for path in (FIXTURES / "images").iterdir()} == SIZES.keys()
    assert len(SIZES) >= 16
    assert (INDEX["size"], INDEX["fit"]) == (VIEW.size, VIEW.fit)


@pytest.mark.parametrize("name", SIZES)
def test_goldens_are_what_is_decoded(name):
    pixels, width, height = decode(FIXTURES / "images" / name, VIEW)
    assert {"width": width, "height": height} == SIZES[name]
    # Processors round differently in the last bit, and no further.
    assert np.abs(pixels - golden(name)).max() <= 1


@pytest.mark.parametrize(
    ("one", "other", "bound"),
    [
        ("png-16bit.png", "png-16bit-display-p3.png", 1),
        ("png-16bit.png", "gif-animated.gif", 2),
        ("png-alpha.png", "png-palette.png", 2),
        ("avif.avif", "webp-animated.webp", 4),
        ("avif-10bit.avif", "jpeg-cmyk-icc.jpg", 4),
    ],
)
def test_one_photograph_looks_the_same_in_every_encoding(one, other, bound):
    assert mean_difference(golden(one), golden(other)) < bound


def test_orientation_turns_and_mirrors():
    upright = golden("avif.avif")
    assert mean_difference(golden("jpeg-exif-6.jpg"), np.rot90(upright, -1)) < 5
    assert mean_difference(golden("jpeg-exif-7.jpg"), np.rot90(upright, 2).swapaxes(0, 1)) < 5


def test_transparency_shows_white():
    opaque, faded = golden("png-16bit.png"), golden("png-alpha.png")
    np.testing.assert_allclose(faded[:20, :20], opaque[:20, :20], atol=1)
    assert (faded[-20:, -20:] >= opaque[-20:, -20:] - 1).all()
    assert faded[-20:, -20:].mean() > 240


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [64, 256, 500, 700])
def test_an_array_and_its_file_give_the_same_pixels(size, fit):
    view = ModelView(size, fit=fit)
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (400, 600, 3), dtype=np.uint8)
    file = pyvips.Image.new_from_array(image).pngsave_buffer()
    np.testing.assert_array_equal(decode(file, view).pixels, view_array(image, view))


def test_a_padded_image_keeps_the_pixels_of_its_short_axis_and_is_mirrored_beside_them():
    image = np.random.default_rng(0).integers(0, 256, (20, 90, 3), dtype=np.uint8)
    seen = view_array(image, ModelView(64, fit="pad"))
    shrunk = pyvips.Image.new_from_array(image).resize(64 / 90, vscale=1, kernel="lanczos3").numpy()
    tall = np.concatenate([shrunk, shrunk[::-1], shrunk, shrunk[::-1]])
    np.testing.assert_array_equal(seen, tall[:64])


@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
def test_a_padded_image_is_turned_before_it_is_mirrored(orientation):
    image = np.random.default_rng(0).integers(0, 256, (20, 50, 3), dtype=np.uint8)
    stored = pyvips.Image.new_from_array(image).copy()
    stored.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    view = ModelView(64, fit="pad")
    seen = decode(stored.tiffsave_buffer(), view)
    upright = stored.autorot().numpy()
    assert (seen.height, seen.width) == upright.shape[:2]
    np.testing.assert_array_equal(seen.pixels, view_array(upright, view))


def test_the_jpeg_decoder_does_not_shrink():
    path = FIXTURES / "images" / "jpeg-24mp.jpg"
    whole = pyvips.Image.new_from_file(str(path)).numpy()
    difference = np.abs(decode(path, VIEW).pixels.astype(int) - view_array(whole, VIEW))
    assert difference.max() <= 1


@pytest.mark.parametrize("name", ["jpeg-exif-6.jpg", "png-alpha.png", "tiff-grey16.tif"])
def test_an_image_keeps_its_own_size_where_none_is_asked_for(name):
    path = FIXTURES / "images" / name
    whole = decode(path, None)
    assert whole.pixels.shape == (whole.height, whole.width, 3)
    # Resized after orientation or before it: the kernel's rounding differs.
    difference = view_array(whole.pixels, VIEW).astype(int) - decode(path, VIEW).pixels
    assert np.abs(difference).mean() < 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello, world",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>',
        (FIXTURES / "images" / "jpeg-grey.jpg").read_bytes()[:50_000],
    ],
)
def test_what_is_no_intact_image_is_refused(data):
    with pytest.raises(pyvips.Error):
        decode(data, VIEW)
