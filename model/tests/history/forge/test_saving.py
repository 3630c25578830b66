import io

import cv2
import numpy as np
import pytest
from history_pictures import jpeg, photograph
from PIL import Image, JpegImagePlugin

from history.forge.quantisation_tables import libjpeg
from history.forge.saving import (
    again,
    opened,
    save_jpeg,
    save_trellis,
    saved_jpeg,
    saved_png,
    saved_webp,
)

PICTURE = photograph(1, (88, 120), grain=2)


def header(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.format, "progressive" in image.info, image


def mean_error(pixels, data):
    return np.abs(opened(data).astype(int) - pixels).mean()


ENCODERS = {
    "libjpeg": lambda pixels, rng: save_jpeg(pixels, libjpeg(95), rng),
    "mozjpeg": lambda pixels, rng: save_trellis(pixels, 95, rng),
    "webp": lambda pixels, rng: saved_webp(pixels, rng).data,
    "png": lambda pixels, rng: saved_png(pixels).data,
}


@pytest.mark.parametrize("encoder", ENCODERS)
def test_what_was_saved_opens_again(encoder):
    data = ENCODERS[encoder](PICTURE, np.random.default_rng(0))
    assert opened(data).shape == PICTURE.shape
    assert mean_error(PICTURE, data) < 4


@pytest.mark.parametrize("encoder", ENCODERS)
def test_red_stays_red(encoder):
    red = np.full((32, 40, 3), (220, 30, 60), np.uint8)
    data = ENCODERS[encoder](red, np.random.default_rng(0))
    np.testing.assert_allclose(opened(data)[16, 20], (220, 30, 60), atol=6)


def test_pixels_need_not_lie_in_a_row():
    turned = np.rot90(PICTURE)
    rng = np.random.default_rng(0)
    assert opened(save_trellis(turned, 90, rng)).shape == (120, 88, 3)
    assert opened(save_jpeg(turned, libjpeg(90), rng)).shape == (120, 88, 3)
    assert (opened(saved_png(turned).data) == turned).all()


def test_libjpeg_files_differ_in_subsampling_and_scans():
    rng = np.random.default_rng(0)
    headers = [header(save_jpeg(PICTURE, libjpeg(80), rng)) for _ in range(60)]
    # Pillow numbers 4:4:4, 4:2:2 and 4:2:0.
    assert {JpegImagePlugin.get_sampling(image) for _, _, image in headers} == {0, 1, 2}
    progressive = [is_so for _, is_so, _ in headers]
    assert 0 < sum(progressive) < 30


def test_mozjpeg_moves_coefficients_and_keeps_no_notes():
    data = save_trellis(PICTURE, 80, np.random.default_rng(0))
    assert header(data)[:2] == ("JPEG", True)
    with Image.open(io.BytesIO(data)) as image:
        tables = image.quantization
        assert not image.getexif()
        assert "icc_profile" not in image.info
    plain = jpeg(PICTURE, qtables=tables, subsampling=JpegImagePlugin.get_sampling(image))
    assert len(data) < 0.95 * len(plain)
    assert mean_error(PICTURE, data) > mean_error(PICTURE, plain)


def test_tables_are_written_as_they_were_given():
    tables = libjpeg(83)._replace(luma=tuple(range(1, 65)))
    data = save_jpeg(PICTURE, tables, np.random.default_rng(0))
    with Image.open(io.BytesIO(data)) as image:
        assert tuple(image.quantization[0]) == tables.luma
        assert tuple(image.quantization[1]) == tables.chroma


@pytest.mark.parametrize("data", [b"", b"no picture", jpeg(PICTURE)[:100]])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(ValueError, match="expected the bytes of a picture"):
        opened(data)


def test_a_picture_opens_as_it_is_stored():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(jpeg(PICTURE, exif=exif)).shape == PICTURE.shape


def test_containers_say_how_a_file_was_made(stock):
    rng = np.random.default_rng(0)
    saved = [saved_jpeg(PICTURE, rng, stock.cameras, 75, 98) for _ in range(80)]
    assert {one.suffix for one in saved} == {"jpg"}
    names = [one.container for one in saved]
    assert {"camera", "editor"} < set(names)
    for one in saved:
        if one.container.startswith("q"):
            quality = int(one.container[1:])
            assert 75 <= quality <= 98
            with Image.open(io.BytesIO(one.data)) as image:
                assert tuple(image.quantization[0]) == libjpeg(quality).luma
    by_mozjpeg = [name for name in names if name.startswith("moz")]
    assert 8 < len(by_mozjpeg) < 36


def test_png_loses_nothing():
    saved = saved_png(PICTURE, "jpeg_as_png")
    assert (saved.container, saved.suffix) == ("jpeg_as_png", "png")
    assert (opened(saved.data) == PICTURE).all()
    assert header(saved.data)[0] == "PNG"


def test_webp_names_its_quality():
    saved = saved_webp(PICTURE, np.random.default_rng(0))
    assert saved.suffix == "webp"
    assert 75 <= int(saved.container.removeprefix("webp")) <= 98
    assert header(saved.data)[0] == "WEBP"


def test_saving_again_leaves_the_size_and_not_the_pixels(stock):
    left = again(PICTURE, np.random.default_rng(0), stock.cameras, 50, 60)
    assert left.shape == PICTURE.shape
    assert (left != PICTURE).any()
    assert cv2.PSNR(left, PICTURE) > 20
