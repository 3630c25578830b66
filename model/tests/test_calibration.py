"""The shift between training and release."""

import numpy as np
import pytest
import torch
from tiny_network import tiny_config

from calibration import SHIFTS, choose_shift, shifted_f1
from evaluation.detector import Detection, Subject
from evaluation.labelled import LabelledImage, LabelledSet, ModelView
from fasa.config import Ablation
from fasa.model import Fasa


def test_the_smallest_shift_near_the_best_is_taken():
    assert choose_shift({-0.5: 0.1, 0.0: 0.40, 0.5: 0.46, 1.0: 0.464}) == 0.5
    assert choose_shift({-0.5: 0.4, 0.0: 0.40, 0.5: 0.40, 1.0: 0.402}) == 0.0
    assert choose_shift({-0.5: 0.5, 0.0: 0.40, 0.5: 0.5, 1.0: 0.1}) == -0.5


def test_f1_of_each_shift_is_that_of_the_shifted_map():
    # Half the region at p = 0.4 (logit -0.41), half at 0.9: a shift of 0.5 finds all of it.
    mask = np.zeros((8, 8), np.uint8)
    mask[:4] = 1
    probability = np.where(mask == 1, 0.4, 0.01).astype(np.float32)
    probability[:2] = 0.9

    def detect(pictures):
        maps = np.repeat(probability[None], len(pictures), axis=0)
        return Detection(maps, maps.max(axis=(1, 2)))

    picture = np.zeros((8, 8, 3), np.uint8)
    image = LabelledImage("a", "splice", lambda: picture, lambda: mask)
    honest = LabelledImage("b", "authentic", lambda: picture)
    labelled = LabelledSet("set", [image, honest], is_native=False, size=8)
    found = shifted_f1(Subject("half", detect, ModelView(8)), [labelled])
    assert set(found) == set(SHIFTS)
    assert found[0.0] == pytest.approx(2 / 3)
    assert found[0.5] == pytest.approx(1)


@pytest.mark.parametrize("ablation", [Ablation(), Ablation(pgfmd=False)])
def test_both_decoders_shift_every_logit(ablation):
    torch.manual_seed(0)
    model = Fasa(tiny_config(ablation)).eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        before = model(picture).logits
        model.decoder.shift(0.75)
        after = model(picture).logits
    torch.testing.assert_close(after, before + 0.75)
