import numpy as np
import pytest

from history.cells import EDITED, UNSURE, UNTOUCHED, labels_of, pool, pool_labels


def slow_pool(planes, side):
    rows, columns = planes.shape[-2:]
    out = np.zeros((*planes.shape[:-2], -(-rows // side), -(-columns // side)))
    for y in range(out.shape[-2]):
        for x in range(out.shape[-1]):
            part = planes[..., side * y : side * y + side, side * x : side * x + side]
            out[..., y, x] = part.mean((-2, -1))
    return out


def test_a_cell_is_edited_where_more_than_half_of_it_is():
    mask = np.zeros((8, 40), np.bool_)
    for cell, pixels in enumerate((0, 6, 7, 32, 33)):
        block = np.arange(64).reshape(8, 8) < pixels
        mask[:, 8 * cell : 8 * cell + 8] = block
    labels = labels_of(mask, 0, 0, 1, 5)
    assert labels.tolist() == [[UNTOUCHED, UNTOUCHED, UNSURE, UNSURE, EDITED]]
    assert labels.dtype == np.uint8


def test_cells_begin_where_their_grid_does():
    mask = np.zeros((37, 45), np.bool_)
    mask[5 + 8 : 5 + 16, 3 + 24 : 3 + 32] = True
    labels = labels_of(mask, 5, 3, 4, 5)
    expected = np.zeros((4, 5))
    expected[1, 3] = EDITED
    assert (labels == expected).all()
    shifted = labels_of(mask, 1, 7, 4, 4)
    # Half a cell further: four cells hold a quarter each.
    assert (shifted[1:3, 2:4] == UNSURE).all()
    assert np.count_nonzero(shifted) == 4


def test_what_lies_beyond_the_picture_is_untouched():
    labels = labels_of(np.ones((12, 20), np.bool_), 0, 0, 3, 4)
    assert labels.tolist() == [[1, 1, 2, 0], [2, 2, 2, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("side", [1, 2, 4, 8])
@pytest.mark.parametrize("shape", [(3, 7, 9), (2, 8, 8), (1, 5, 17)])
def test_pooled_cells_are_the_mean_of_those_that_exist(side, shape):
    planes = np.random.default_rng(0).normal(0, 1, shape).astype(np.float32)
    pooled = pool(planes, side)
    assert pooled.dtype == np.float32
    np.testing.assert_allclose(pooled, slow_pool(planes, side), atol=1e-6)


def test_pooled_labels_are_judged_as_cells_are():
    labels = np.array(
        [
            [1, 1, 1, 1, 0, 0, 2, 2],
            [1, 0, 0, 0, 0, 0, 2, 2],
            [2, 0, 1, 2, 1, 1, 0, 0],
        ],
        np.uint8,
    )
    # The last row stands alone: a border's pooled cells hold what is left.
    assert pool_labels(labels, 2).tolist() == [
        [EDITED, UNSURE, UNTOUCHED, UNSURE],
        [UNSURE, EDITED, EDITED, UNTOUCHED],
    ]
    assert (pool_labels(labels, 1) == labels).all()


def test_a_hardly_touched_pooled_cell_is_untouched():
    labels = np.zeros((4, 4), np.uint8)
    labels[0, 0] = EDITED
    assert pool_labels(labels, 4).tolist() == [[UNTOUCHED]]
    labels[0, 1] = EDITED
    assert pool_labels(labels, 4).tolist() == [[UNSURE]]
