"""The shift between training and release."""

import dataclasses

import numpy as np
import pytest
import torch
from tiny_network import tiny_config

from data.labelled import LabelledImage, LabelledSet, ModelView
from evaluation.detectors.detector import Detection, Subject
from fasa.config import Ablation
from fasa.model import Fasa
from release.calibration import FALSE_AREA, SHIFTS, Cut, choose_shift, cuts_by_shift


def test_the_best_f1_within_the_false_area_is_taken():
    over = FALSE_AREA + 0.001
    cuts = {0.0: Cut(0.40, 0.0), 0.1: Cut(0.45, FALSE_AREA), 0.2: Cut(0.44, 0.02)}
    assert choose_shift(cuts) == 0.1
    assert choose_shift(cuts | {0.3: Cut(0.60, over)}) == 0.1


def test_where_no_shift_is_within_it_the_smallest_false_area_is_taken():
    assert choose_shift({-0.1: Cut(0.2, 0.5), 0.0: Cut(0.4, 0.6)}) == -0.1


SIZE = 8


def subject_of(probability: np.ndarray) -> Subject:
    """Finds the same map in every picture."""

    def detect(pictures):
        maps = np.repeat(probability[None], len(pictures), axis=0)
        return Detection(maps, maps.max(axis=(1, 2)))

    return Subject("one map", detect, ModelView(SIZE))


def set_of(*images: LabelledImage) -> LabelledSet:
    return LabelledSet("set", images, is_native=False, size=SIZE)


PICTURE = np.zeros((SIZE, SIZE, 3), np.uint8)
AUTHENTIC = LabelledImage("b", "authentic", lambda: PICTURE)


def test_a_cut_is_that_of_the_shifted_map():
    # A fourth of the picture at p = 0.9, a fourth at 0.4 (logit -0.41), both manipulated.
    mask = np.zeros((SIZE, SIZE), np.uint8)
    mask[:4] = 1
    probability = np.where(mask == 1, 0.4, 0.01).astype(np.float32)
    probability[:2] = 0.9
    spliced = LabelledImage("a", "splice", lambda: PICTURE, lambda: mask)
    cuts = cuts_by_shift(subject_of(probability), [set_of(spliced), set_of(AUTHENTIC)])
    assert tuple(cuts) == SHIFTS
    assert cuts[0.4] == Cut(pytest.approx(2 / 3), 0.25)
    assert cuts[0.5] == Cut(1, 0.5)


@pytest.mark.parametrize("mask", [None, lambda: np.zeros((SIZE, SIZE), np.uint8)])
def test_without_something_to_find_or_nothing_to_find_there_is_no_calibration(mask):
    nothing = subject_of(np.zeros((SIZE, SIZE), np.float32))
    unmarked = LabelledImage("a", "splice", lambda: PICTURE, mask)
    with pytest.raises(ValueError, match="received 0 and 1"):
        cuts_by_shift(nothing, [set_of(AUTHENTIC, unmarked)])
    marked = LabelledImage("a", "splice", lambda: PICTURE, lambda: PICTURE[..., 0] + 1)
    with pytest.raises(ValueError, match="received 1 and 0"):
        cuts_by_shift(nothing, [set_of(marked)])


@pytest.mark.parametrize("relative_cut", [0.0, 0.2])
@pytest.mark.parametrize(
    "ablation", [Ablation(), Ablation(pgfmd=False), Ablation(psa=False, sfsa=False)]
)
def test_a_shift_moves_the_logits_of_the_probability(ablation, relative_cut):
    torch.manual_seed(0)
    model = Fasa(dataclasses.replace(tiny_config(ablation), relative_cut=relative_cut)).eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        before = model(picture).probability.logit()
        model.shift(0.75)
        after = model(picture).probability.logit()
    torch.testing.assert_close(after, before + 0.75)
