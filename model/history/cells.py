"""Cells: what a mask says of them, and several of them as one."""

import numpy as np
from numpy.typing import NDArray

UNTOUCHED, EDITED, UNSURE = 0, 1, 2
_CELL_PX = 8
_MOSTLY, _HARDLY = 0.5, 0.1

Labels = NDArray[np.uint8]


def labels_of(mask: NDArray[np.bool_], top: int, left: int, rows: int, columns: int) -> Labels:
    """(rows, columns): edited where more than half of a cell is, unsure down to a tenth."""
    cells = np.zeros((rows * _CELL_PX, columns * _CELL_PX), np.float32)
    part = mask[top : top + cells.shape[0], left : left + cells.shape[1]]
    cells[: part.shape[0], : part.shape[1]] = part
    return _judged(cells.reshape(rows, _CELL_PX, columns, _CELL_PX).mean((1, 3)))


def _judged(share: NDArray[np.float32]) -> Labels:
    return np.where(share > _MOSTLY, EDITED, np.where(share >= _HARDLY, UNSURE, UNTOUCHED)).astype(
        np.uint8
    )


def pool(planes: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """(..., h, w) -> mean over side x side cells, at the border over those that exist."""
    if side == 1:
        return planes
    rows, columns = planes.shape[-2:]
    starts = (range(0, rows, side), range(0, columns, side))
    sums = np.add.reduceat(np.add.reduceat(planes, starts[0], -2), starts[1], -1)
    counts = [np.diff([*start, end]) for start, end in zip(starts, (rows, columns), strict=True)]
    return (sums / np.outer(*counts)).astype(np.float32)


def pool_labels(labels: Labels, side: int) -> Labels:
    """As ``labels_of`` judges: an unsure cell counts a third."""
    if side == 1:
        return labels
    share = np.where(labels == EDITED, 1.0, np.where(labels == UNSURE, 0.3, 0.0))
    return _judged(pool(share.astype(np.float32), side))
