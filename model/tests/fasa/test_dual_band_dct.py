"""Eq. 1."""

import pytest
import torch

from fasa.dual_band_dct import DualBandDct, dct_basis


def split(size: int, rgb: torch.Tensor, **overrides: float) -> tuple[torch.Tensor, ...]:
    module = DualBandDct(
        size, **{"low_cutoff": 0.25, "high_cutoff": 0.25, "sharpness": 50.0, **overrides}
    )
    with torch.no_grad():
        module.high_gain.fill_(1.0)
        return module(rgb).split(3, dim=1)


@pytest.fixture
def rgb() -> torch.Tensor:
    return torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("n", [1, 8, 31, 64])
def test_basis_is_orthonormal(n):
    torch.testing.assert_close(dct_basis(n) @ dct_basis(n).T, torch.eye(n), atol=1e-5, rtol=0)


def test_equal_cutoffs_split_the_image_without_loss(rgb):
    same, high, low = split(32, rgb)
    torch.testing.assert_close(same, rgb)
    torch.testing.assert_close(low + high, rgb, atol=1e-5, rtol=0)


def test_separable_form_equals_masking_the_spectrum(rgb):
    _, high, low = split(32, rgb, low_cutoff=0.2, high_cutoff=0.4, sharpness=20.0)
    basis, k = dct_basis(32), torch.arange(32) / 32
    spectrum = basis @ rgb @ basis.T

    def gate(cutoff):
        g = torch.sigmoid(20.0 * (cutoff - k))
        return g[:, None] * g[None, :]

    torch.testing.assert_close(low, basis.T @ (spectrum * gate(0.2)) @ basis, atol=1e-5, rtol=0)
    torch.testing.assert_close(
        high, basis.T @ (spectrum * (1 - gate(0.4))) @ basis, atol=1e-5, rtol=0
    )


def test_an_infinite_slope_cuts_a_hard_rectangle(rgb):
    # The cutoff lies half way between two bins, where the limit is unambiguous.
    _, high, _ = split(32, rgb, high_cutoff=8.5 / 32, sharpness=1e4)
    basis = dct_basis(32)
    spectrum = basis @ rgb @ basis.T
    spectrum[..., :9, :9] = 0
    torch.testing.assert_close(high, basis.T @ spectrum @ basis, atol=1e-4, rtol=0)


def test_both_cutoffs_learn(rgb):
    module = DualBandDct(32, 0.05, 0.05, 50.0)
    module(rgb).square().sum().backward()
    for logit in (module.low_logit, module.high_logit):
        assert logit.grad is not None
        assert logit.grad.abs() > 0


def test_a_flat_image_gives_finite_bands():
    bands = DualBandDct(32, 0.05, 0.05, 50.0)(torch.full((1, 3, 32, 32), 0.5))
    assert bands.isfinite().all()


def test_stays_in_fp32_under_autocast(rgb):
    module = DualBandDct(32, 0.05, 0.05, 50.0)
    expected = module(rgb)
    with torch.autocast("cpu", torch.bfloat16):
        found = module(rgb)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, expected)


def test_folding_changes_nothing(rgb):
    module = DualBandDct(32, 0.07, 0.03, 50.0)
    expected = module(rgb)
    module.fold()
    torch.testing.assert_close(module(rgb), expected)


def test_gradients_are_those_of_the_whole_operators(rgb):
    by_spectrum, by_operators = (DualBandDct(32, 0.07, 0.03, 50.0) for _ in range(2))
    weights = torch.randn(2, 9, 32, 32, generator=torch.Generator().manual_seed(1))
    (by_spectrum(rgb) * weights).sum().backward()
    logits = (by_operators.low_logit, by_operators.high_logit)
    by_operators.folded = tuple(by_operators.low_pass(logit) for logit in logits)
    (by_operators(rgb) * weights).sum().backward()
    for one, other in zip(by_spectrum.parameters(), by_operators.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-4, atol=1e-4)
