import numpy as np
from told_copies import box

from evaluation.copies.covered_pixels import covered_pixels


def test_a_box_covers_its_pixels():
    expected = np.zeros((6, 8), np.bool_)
    expected[1:4, 2:7] = True
    np.testing.assert_array_equal(covered_pixels(box(2, 1, 5, 3), 6, 8), expected)


def test_a_pixel_counts_by_its_middle():
    triangle = [(0, 0), (4, 0), (0, 4)]
    # The border x + y = 4 runs through the middles of the pixels beyond.
    expected = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    np.testing.assert_array_equal(covered_pixels([triangle], 4, 4), np.array(expected, bool))


def test_parts_are_joined_and_what_lies_beyond_the_picture_is_cut():
    parts = [*box(-3, 0, 4, 2), *box(3, 1, 9, 9)]
    expected = [[1, 0, 0, 0, 0], [1, 0, 0, 1, 1], [0, 0, 0, 1, 1]]
    np.testing.assert_array_equal(covered_pixels(parts, 3, 5), np.array(expected, bool))


def test_a_notch_is_left_out():
    corners = [(0, 0), (6, 0), (6, 3), (4, 3), (4, 1), (2, 1), (2, 3), (0, 3)]
    expected = [[1] * 6, [1, 1, 0, 0, 1, 1], [1, 1, 0, 0, 1, 1]]
    np.testing.assert_array_equal(covered_pixels([corners], 3, 6), np.array(expected, bool))
