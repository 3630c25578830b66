import json
from pathlib import Path

import numpy as np
import pytest
import pyvips

from data.pixels import decode, resize_array
from fixtures.goldens import SIZE

FIXTURES = Path(__file__).parents[3] / "test" / "fixtures"
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
    assert INDEX["size"] == SIZE


@pytest.mark.parametrize("name", SIZES)
def test_goldens_are_what_is_decoded(name):
    pixels, width, height = decode(FIXTURES / "images" / name, SIZE)
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
        ("heic-10bit.heic", "avif.avif", 5),
        ("heic-alpha.heic", "png-alpha.png", 4),
        ("avif-10bit.avif", "jpeg-cmyk-icc.jpg", 4),
    ],
)
def test_one_photograph_looks_the_same_in_every_encoding(one, other, bound):
    assert mean_difference(golden(one), golden(other)) < bound


def test_orientation_turns_and_mirrors():
    upright = golden("avif.avif")
    assert mean_difference(golden("jpeg-exif-6.jpg"), np.rot90(upright, -1)) < 5
    assert mean_difference(golden("jpeg-exif-7.jpg"), np.rot90(upright, 2).swapaxes(0, 1)) < 5


def test_heic_is_turned_once_and_its_colours_are_those_of_its_profile():
    upright = np.rot90(golden("jpeg-display-p3.jpg"), -1)
    assert mean_difference(golden("heic-phone.heic"), upright) < 5


def test_half_a_heic_is_refused():
    half = (FIXTURES / "images" / "heic-phone.heic").read_bytes()[:18_000]
    with pytest.raises(pyvips.Error, match="heic"):
        decode(half, SIZE)


def test_transparency_shows_white():
    opaque, faded = golden("png-16bit.png"), golden("png-alpha.png")
    np.testing.assert_allclose(faded[:20, :20], opaque[:20, :20], atol=1)
    assert (faded[-20:, -20:] >= opaque[-20:, -20:] - 1).all()
    assert faded[-20:, -20:].mean() > 240


@pytest.mark.parametrize("size", [64, 256, 700])
def test_an_array_and_its_file_give_the_same_pixels(size):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (400, 600, 3), dtype=np.uint8)
    file = pyvips.Image.new_from_array(image).pngsave_buffer()
    np.testing.assert_array_equal(decode(file, size).pixels, resize_array(image, size))


def test_the_jpeg_decoder_does_not_shrink():
    path = FIXTURES / "images" / "jpeg-24mp.jpg"
    whole = pyvips.Image.new_from_file(str(path)).numpy()
    difference = np.abs(decode(path, SIZE).pixels.astype(int) - resize_array(whole, SIZE))
    assert difference.max() <= 1


@pytest.mark.parametrize("name", ["jpeg-exif-6.jpg", "png-alpha.png", "tiff-grey16.tif"])
def test_an_image_keeps_its_own_size_where_none_is_asked_for(name):
    path = FIXTURES / "images" / name
    whole = decode(path, None)
    assert whole.pixels.shape == (whole.height, whole.width, 3)
    # Resized after orientation or before it: the kernel's rounding differs.
    difference = resize_array(whole.pixels, SIZE).astype(int) - decode(path, SIZE).pixels
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
        decode(data, SIZE)
