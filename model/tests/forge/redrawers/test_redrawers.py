from collections import Counter

import cv2
import numpy as np
import pytest
import torch
from trace_parts import textured

from forge.frozen_weights import save
from forge.redrawers.design import COUNT, UPS, Design, network
from forge.redrawers.redrawer import Redrawer


@pytest.fixture
def region():
    mask = np.zeros((101, 259), np.uint8)
    mask[40:71, 100:141] = 1
    return mask


def test_designs_differ_and_every_way_up_is_among_them():
    designs = [Design.of(number) for number in range(COUNT)]
    assert len(set(designs)) == COUNT
    assert set(Counter(design.up for design in designs)) == set(UPS)
    assert Design.of(3) == designs[3]


@pytest.mark.parametrize("number", range(COUNT))
def test_a_network_gives_what_has_the_size_of_what_it_is_given(number):
    given = torch.zeros(2, 3, 24, 40)
    assert network(Design.of(number))(given).shape == given.shape


@pytest.mark.parametrize("number", range(COUNT))
def test_what_is_drawn_anew_is_alike_and_not_the_same(number, region):
    image = textured(5, 101, 259)
    drawn = Redrawer(number).redrawn(image, region)
    assert cv2.PSNR(image[40:71, 100:141], drawn[40:71, 100:141]) > 20
    assert (drawn[region == 1] != image[region == 1]).mean() > 0.5


def test_far_from_the_region_nothing_is_touched_nor_beyond_the_last_cell(region):
    image = textured(1, 101, 259)
    drawn = Redrawer(0).redrawn(image, region)
    np.testing.assert_array_equal(drawn[:, 200:], image[:, 200:])
    whole = Redrawer(0).redrawn(image, np.ones_like(region))
    assert whole.shape == image.shape


def test_a_piece_is_drawn_as_if_all_of_the_picture_were(region):
    """In cells that begin at the picture's corner, whichever region it is."""
    image = textured(2, 101, 259)
    moved = np.roll(region, 1, axis=1)
    first, second = (Redrawer(1).redrawn(image, one) for one in (region, moved))
    inner = np.s_[50:60, 110:130]
    assert np.abs(first[inner].astype(int) - second[inner]).max() <= 2


def test_another_network_is_refused_by_name(tmp_path):
    path = tmp_path / "other.safetensors"
    save(network(Design.of(0)), path)
    with pytest.raises(ValueError, match=r"other\.safetensors: expected the weights of Design"):
        Redrawer(1, path)
