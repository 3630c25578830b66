import numpy as np
import pytest
import torch

from training.edits.edit_sheets import Sheet
from training.edits.find_shift import SHIFTS, chosen, judged

TILE = 32


class Told(torch.nn.Module):
    """Logits of -1 where a tile is white, and of -2.9 where it is black."""

    def forward(self, tiles, picture):
        return tiles[:, :1, ::4, ::4] / 255 * 1.9 - 2.9


def sheet_of(white_rows, mask_rows, kind):
    image, mask = np.zeros((TILE, TILE, 3), np.uint8), np.zeros((TILE, TILE), np.uint8)
    image[:white_rows], mask[:mask_rows] = 255, 1
    images = torch.from_numpy(image).permute(2, 0, 1)[None]
    return Sheet(images, torch.from_numpy(mask)[None], torch.zeros(1, dtype=torch.long), [kind])


def test_a_shift_lets_masks_show_what_is_there_and_then_all_else():
    edited, authentic = judged(Told(), [sheet_of(16, 16, "spliced"), sheet_of(0, 0, "authentic")])
    assert (edited.is_edited, authentic.is_edited) == (True, False)
    f1, area = (dict(zip(SHIFTS, scene.values, strict=True)) for scene in (edited, authentic))
    assert f1[0.75] == 0
    assert f1[1.5] > 0.9
    assert f1[3.0] == pytest.approx(2 / 3)
    assert (area[2.75], area[3.0]) == (0, 1)


def test_the_least_shift_is_chosen_that_is_as_good_as_the_best():
    f1 = [0.1, 0.2, 0.291, 0.3, 0.295] + [0.2] * (len(SHIFTS) - 5)
    assert chosen(f1) == SHIFTS[2]
    assert chosen([0.5] * len(SHIFTS)) == 0
