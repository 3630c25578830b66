import cv2
import numpy as np
import pytest
import torch
from trace_parts import textured

from forge.frozen_weights import save
from forge.inpainters.filler import KINDS, Filler, network
from forge.inpainters.irregular import irregular_region


@pytest.fixture
def region():
    hole = np.zeros((101, 258), np.uint8)
    hole[40:61, 100:131] = 1
    return hole


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_filler_paints_what_it_cannot_see(kind, region):
    image = textured(0, 101, 258)
    fill = Filler(kind)
    painted = fill.filled(image, region)
    assert (painted.shape, painted.dtype) == (image.shape, np.uint8)
    other = np.where(region[..., None] == 1, 255 - image, image)
    np.testing.assert_array_equal(fill.filled(other, region)[region == 1], painted[region == 1])
    assert np.abs(painted[region == 1].astype(int) - image[region == 1]).mean() > 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_filler_goes_on_with_what_lies_around(kind, region):
    flat = np.full((101, 258, 3), (180, 120, 60), np.uint8)
    painted = Filler(kind).filled(flat, region)[region == 1].astype(int)
    assert np.abs(painted - (180, 120, 60)).mean() < 25


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_filler_draws_anew_what_it_is_shown(kind, region):
    image = textured(5, 101, 258)
    drawn = Filler(kind).redrawn(image, region)
    assert cv2.PSNR(image[30:70, 90:140], drawn[30:70, 90:140]) > 22
    assert (drawn[region == 1] != image[region == 1]).any()


def test_far_from_the_hole_nothing_is_touched(region):
    image = textured(1, 101, 258)
    painted = Filler("nearest").filled(image, region)
    np.testing.assert_array_equal(painted[:, 200:], image[:, 200:])


def test_a_hole_up_to_the_border_is_painted():
    image = textured(2, 102, 67)
    region = np.ones((102, 67), np.uint8)
    region[:90, :50] = 0
    painted = Filler("shuffled").filled(image, region)
    assert painted.shape == image.shape
    assert (painted[95:100, 10:60] != image[95:100, 10:60]).any(axis=2).mean() > 0.9


def test_another_network_is_refused_by_name(tmp_path):
    path = tmp_path / "other.safetensors"
    save(network("shuffled"), path)
    with pytest.raises(ValueError, match=r"other\.safetensors: expected the weights of 'nearest'"):
        Filler("nearest", path)


def test_what_is_saved_is_what_is_loaded(tmp_path, region):
    torch.manual_seed(3)
    save(network("transposed"), tmp_path / "a.safetensors")
    image = textured(3, 101, 258)
    loaded = Filler("transposed", tmp_path / "a.safetensors")
    first, again = (loaded.filled(image, region) for _ in "ab")
    np.testing.assert_array_equal(first, again)


def test_irregular_regions_have_many_parts_and_sizes():
    regions = [irregular_region((128, 200), np.random.default_rng(seed)) for seed in range(60)]
    areas = np.array([region.mean() for region in regions])
    assert {region.shape for region in regions} == {(128, 200)}
    assert set(np.unique(np.stack(regions))) == {0, 1}
    assert 0.02 < areas.min() < 0.1
    assert 0.3 < areas.max() < 0.6
    again = irregular_region((128, 200), np.random.default_rng(7))
    np.testing.assert_array_equal(again, regions[7])
