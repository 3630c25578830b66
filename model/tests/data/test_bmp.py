"""BMP as Pillow reads it, which shares no code with ours."""

import io

import numpy as np
import pytest
import pyvips
from PIL import Image

from data.formats import bmp_file
from data.pixels import decode
from fixtures.odd_files import MASKS_OF_BGRA, bmp

RNG = np.random.default_rng(3)
NOISE = RNG.integers(0, 256, (37, 45, 3), dtype=np.uint8)
MODES = ["RGB", "L", "P", "1", "RGBA"]


def file_of(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "BMP")
    return file.getvalue()


def pillow_pixels(data: bytes, mode: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert(mode))


@pytest.mark.parametrize("mode", MODES)
def test_what_pillow_writes_is_read_as_pillow_reads_it(mode):
    image = Image.fromarray(NOISE)
    if mode == "RGBA":
        image.putalpha(Image.fromarray(NOISE[..., 0]))
    data = file_of(image.convert(mode))
    np.testing.assert_array_equal(bmp_file.read(data)[0], pillow_pixels(data, "RGB"))


def test_alpha_is_what_a_mask_says():
    rows = RNG.integers(0, 256, (48, 64, 4), dtype=np.uint8)
    data = bmp(32, rows, masks=MASKS_OF_BGRA)
    np.testing.assert_array_equal(bmp_file.read(data)[0], pillow_pixels(data, "RGBA"))


@pytest.mark.parametrize("colours", [2, 3, 16, 17, 256])
def test_palettes_of_every_depth(colours):
    data = file_of(Image.fromarray(NOISE).quantize(colours))
    np.testing.assert_array_equal(bmp_file.read(data)[0], pillow_pixels(data, "RGB"))


@pytest.mark.parametrize("sign", [1, -1])
def test_16_bits_are_within_one_step_of_pillow(sign):
    words = RNG.integers(0, 1 << 15, (48, 64), dtype=np.uint16)
    data = bmp(16, words, height=sign * 48)
    ours = bmp_file.read(data)[0].astype(int)
    assert np.abs(ours - pillow_pixels(data, "RGB")).max() <= 1


def test_a_picture_of_the_whole_way_has_its_size():
    decoded = decode(file_of(Image.fromarray(NOISE)), None)
    assert (decoded.width, decoded.height) == (45, 37)
    np.testing.assert_array_equal(decoded.pixels, NOISE)


def test_each_cut_of_a_file_is_refused():
    data = file_of(Image.fromarray(NOISE[:8, :9]))
    padding = 1
    for end in range(18, len(data) - padding):
        with pytest.raises(pyvips.Error):
            decode(data[:end], None)
