"""Eq. 10 and the edge band."""

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from fasa.config import Loss
from fasa.losses import dice_loss, edge_band, image_loss, objective
from fasa.model import Prediction


def dot(size: int = 15) -> torch.Tensor:
    mask = torch.zeros(1, 1, size, size)
    mask[..., 7, 7] = 1
    return mask


def test_the_band_of_a_dot_is_its_neighbourhood():
    band = edge_band(dot(), 7)
    expected = torch.zeros(15, 15)
    expected[4:11, 4:11] = 1
    torch.testing.assert_close(band[0, 0], expected)


def test_band_straddles_a_straight_edge_by_three_pixels():
    mask = torch.zeros(1, 1, 16, 16)
    mask[..., 8:] = 1
    columns = edge_band(mask, 7)[0, 0].amin(dim=0)
    assert columns.nonzero().flatten().tolist() == [5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_uniform_mask_has_no_edge(value):
    assert edge_band(torch.full((1, 1, 16, 16), value), 7).sum() == 0


def test_total_weighs_its_terms():
    torch.manual_seed(0)
    prediction = Prediction(torch.randn(2, 1, 16, 16), torch.randn(2, 2, 2, 2))
    mask = torch.zeros(2, 1, 16, 16)
    mask[0, :, :8] = 1
    terms = objective(prediction, mask, Loss(bce=1, edge=20, contrastive=0.5, dice=0.25, image=0.1))
    expected = terms["bce"] + 20 * terms["edge"] + 0.5 * terms["contrastive"] + 0.25 * terms["dice"]
    expected += 0.1 * terms["image"]
    torch.testing.assert_close(terms["total"], expected)


def test_edge_term_averages_the_weighted_bce_over_all_pixels():
    logits, mask = torch.randn(1, 1, 15, 15), dot()
    per_pixel = binary_cross_entropy_with_logits(logits, mask, reduction="none")
    terms = objective(Prediction(logits, None), mask, Loss())
    torch.testing.assert_close(terms["edge"], per_pixel[..., 4:11, 4:11].sum() / 225)


def test_an_all_authentic_batch_has_finite_loss_and_gradient():
    logits = torch.randn(2, 1, 16, 16, requires_grad=True)
    patch_logits = torch.randn(2, 2, 2, 2)
    terms = objective(Prediction(logits, patch_logits), torch.zeros(2, 1, 16, 16), Loss(dice=0.5))
    terms["total"].backward()
    assert terms["total"].isfinite()
    assert terms["dice"] == 0
    assert logits.grad.isfinite().all()


def test_dice_is_zero_for_a_perfect_map_and_near_one_for_an_empty_one():
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., :32, :] = 1
    assert dice_loss((mask * 2 - 1) * 40, mask) < 1e-4
    assert dice_loss(torch.full_like(mask, -40.0), mask) > 0.99


def test_image_loss_is_that_of_the_highest_thousandth():
    mask = torch.zeros(2, 1, 50, 60)
    mask[1, :, 0, 0] = 1
    logits = torch.full((2, 1, 50, 60), -9.0)
    logits[:, :, 7, 7:10] = torch.tensor([1.0, 2.0, 3.0])
    expected = binary_cross_entropy_with_logits(torch.tensor([2.0, 2.0]), torch.tensor([0.0, 1.0]))
    torch.testing.assert_close(image_loss(logits, mask), expected)


def test_image_loss_teaches_the_highest_pixels_alone():
    logits = torch.zeros(1, 1, 50, 60)
    logits[..., 7, 7:10] = 1
    logits.requires_grad_()
    image_loss(logits, torch.zeros_like(logits)).backward()
    assert logits.grad.count_nonzero() == 3
    assert (logits.grad[..., 7, 7:10] > 0).all()
