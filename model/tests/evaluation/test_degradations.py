import cv2
import numpy as np
import pytest
from labelled_files import picture

from evaluation.degradations import GRID, GRIDS, Degradation, degrade

FLAT = np.full((200, 300, 3), 128, np.uint8)


def test_the_grids_are_those_of_imdl_benco():
    assert GRIDS["blur"] == (0, 3, 7, 11, 15, 19, 23)
    assert GRIDS["jpeg"] == (50, 60, 70, 80, 90, 100)
    assert GRIDS["noise"] == (3, 7, 11, 15, 19, 23)
    assert len(GRID) == 19


@pytest.mark.parametrize("degradation", GRID, ids=str)
def test_each_keeps_the_shape_and_says_what_it_was_named_for(degradation):
    image = picture(0)
    out = degrade(image, degradation, "a")
    assert (out.shape, out.dtype) == (image.shape, np.uint8)
    assert Degradation.parse(str(degradation)) == degradation


def gaussian(side):
    sigma = 0.3 * ((side - 1) * 0.5 - 1) + 0.8
    weights = np.exp(-((np.arange(side) - side // 2) ** 2) / (2 * sigma**2))
    return weights / weights.sum()


# OpenCV has tables for small kernels, in quarters and in 64ths.
KERNELS = {3: np.array([1, 2, 1]) / 4, 7: np.array([2, 7, 14, 18, 14, 7, 2]) / 64}
KERNELS |= {side: gaussian(side) for side in GRIDS["blur"] if side > 7}


@pytest.mark.parametrize("side", KERNELS)
def test_blurring_spreads_a_point_by_the_kernel_of_its_side(side):
    point = np.zeros((61, 61, 3), np.uint8)
    point[30, 30] = 255
    row = degrade(point, Degradation("blur", side), "a")[30, :, 0]
    expected = np.zeros(61)
    expected[30 - side // 2 : 31 + side // 2] = 255 * KERNELS[side] * KERNELS[side].max()
    np.testing.assert_allclose(row, expected, atol=1)
    np.testing.assert_allclose(KERNELS[side], gaussian(side), atol=0.025)


def test_a_kernel_of_zero_leaves_the_image_alone():
    np.testing.assert_array_equal(degrade(picture(0), Degradation("blur", 0), "a"), picture(0))


@pytest.mark.parametrize("variance", GRIDS["noise"])
def test_the_level_of_noise_is_its_variance(variance):
    noise = degrade(FLAT, Degradation("noise", variance), "a").astype(int) - 128
    # Rounding adds 1/12.
    assert noise.var() == pytest.approx(variance + 1 / 12, rel=0.03)
    assert abs(noise.mean()) < 0.05


def test_noise_belongs_to_the_name_of_the_image():
    noisy = [degrade(FLAT, Degradation("noise", 7), name) for name in ("a", "a", "b")]
    np.testing.assert_array_equal(noisy[0], noisy[1])
    assert (noisy[0] != noisy[2]).any()


def test_jpeg_is_that_of_its_quality():
    image = picture(0)
    for quality in GRIDS["jpeg"]:
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        expected = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        np.testing.assert_array_equal(degrade(image, Degradation("jpeg", quality), "a"), expected)


@pytest.mark.parametrize(
    "text", ["rot=3", "blur", "blur=", "blur=4", "blur=-3", "jpeg=0", "jpeg=101", "noise=1.5"]
)
def test_what_no_degradation_is_is_refused(text):
    with pytest.raises(ValueError, match="received"):
        Degradation.parse(text)
