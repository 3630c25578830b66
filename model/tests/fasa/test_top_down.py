"""What the fusion carries: from coarse to fine, and nothing at its start."""

import torch

from fasa.top_down import TopDown

CHANNELS = (4, 6, 8)


def maps() -> list[torch.Tensor]:
    return [torch.randn(1, c, 16 >> i, 16 >> i) for i, c in enumerate(CHANNELS)]


def opened() -> TopDown:
    torch.manual_seed(0)
    fusion = TopDown(CHANNELS, 5)
    for layer in fusion.leave:
        torch.nn.init.normal_(layer.weight)
    return fusion


def test_at_its_start_every_stage_passes_as_it_is():
    before = maps()
    for a, b in zip(TopDown(CHANNELS, 5)(before), before, strict=True):
        assert torch.equal(a, b)


def test_a_coarse_patch_reaches_the_finer_stages_around_its_place():
    fusion, before = opened(), maps()
    other = [m.clone() for m in before]
    other[2][..., 0, 0] += torch.randn(CHANNELS[2])
    moved = [(a - b).abs().sum(1)[0] for a, b in zip(fusion(before), fusion(other), strict=True)]
    for stage in moved:
        assert stage[0, 0] > 1e-4
    # Each stage reaches two of its own cells further: at the coarsest three of four in all.
    assert moved[2][3:, 3:].max() == 0
    assert moved[0][15, 0] > 0


def test_a_fine_patch_does_not_reach_the_coarser_stages():
    fusion, before = opened(), maps()
    other = [m.clone() for m in before]
    other[0][..., 5, 5] += 1
    fine, *coarse = zip(fusion(before), fusion(other), strict=True)
    assert not torch.equal(*fine)
    assert all(torch.equal(a, b) for a, b in coarse)
