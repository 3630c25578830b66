"""Eqs. 6 and 7."""

import torch

from fasa.decoder import (
    FrequencyGate,
    PooledBasis,
    PrototypeGuidedDecoder,
    SimilarityBasis,
    upsample,
)


def plain_similarity(basis: SimilarityBasis, features, prototype, size):
    """Eq. 6 as printed: upsample, project keys and values at full width, gate per head."""
    up = upsample(basis.norm(features), size).permute(0, 2, 3, 1)
    heads = basis.heads
    q = basis.query(prototype).view(heads, -1)
    k = basis.key(up).unflatten(-1, (heads, -1))
    v = basis.value(up).unflatten(-1, (heads, -1))
    w = basis.out.weight.view(heads, -1)
    gate = torch.sigmoid((k * q).sum(-1) / q.shape[1] ** 0.5)
    return (gate * (v * w).sum(-1)).sum(-1)[:, None]


def test_the_cheap_form_equals_the_plain_one():
    torch.manual_seed(0)
    basis = SimilarityBasis(channels=6, embedding=5, width=8, heads=2)
    features, prototype = torch.randn(2, 6, 4, 4), torch.randn(5)
    expected = plain_similarity(basis, features, prototype, (16, 16))
    torch.testing.assert_close(basis(features, prototype, (16, 16)), expected, atol=1e-5, rtol=1e-5)
    basis.fold(prototype)
    torch.testing.assert_close(basis(features, prototype, (16, 16)), expected, atol=1e-5, rtol=1e-5)


def test_the_prototype_steers_both_readings():
    torch.manual_seed(0)
    features = torch.randn(1, 6, 4, 4)
    for kind in (SimilarityBasis, PooledBasis):
        basis = kind(6, 5, 8, 2)
        one = basis(features, torch.randn(5), (8, 8))
        other = basis(features, torch.randn(5), (8, 8))
        assert one.shape == (1, 1, 8, 8)
        assert (one - other).abs().max() > 1e-4


def test_gate_weights_sum_to_one_everywhere():
    gate = FrequencyGate(9, 8, 4)(torch.randn(2, 9, 32, 32))
    assert gate.shape == (2, 4, 8, 8)
    torch.testing.assert_close(gate.sum(dim=1), torch.ones(2, 8, 8))


def decoder() -> PrototypeGuidedDecoder:
    torch.manual_seed(0)
    return PrototypeGuidedDecoder((4, 6, 8, 10), 5, 8, 2, 9, 8, "similarity")


def test_a_uniform_gate_without_residual_averages_the_bases():
    d = decoder()
    d.gate.leave.weight.data.zero_()
    d.gate.leave.bias.data.zero_()
    d.residual.weight.data.zero_()
    d.residual.bias.data.zero_()
    maps = [torch.randn(1, c, 8 >> i, 8 >> i) for i, c in enumerate((4, 6, 8, 10))]
    t = torch.randn(5)
    bases = [b(m, t, (8, 8)) for b, m in zip(d.bases, maps, strict=True)]
    found = d(maps, t, torch.randn(1, 9, 32, 32))
    torch.testing.assert_close(found, torch.stack(bases).mean(dim=0))


def test_the_residual_pathway_reads_the_bases_without_the_gate():
    d = decoder()
    maps = [torch.randn(1, c, 8 >> i, 8 >> i) for i, c in enumerate((4, 6, 8, 10))]
    t, frequency = torch.randn(5), torch.randn(1, 9, 32, 32)
    with_bias = d(maps, t, frequency)
    d.residual.bias.data += 3
    torch.testing.assert_close(d(maps, t, frequency), with_bias + 3)
