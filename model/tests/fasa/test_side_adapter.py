"""Eq. 5."""

import pytest
import torch

from fasa.config import Config
from fasa.side_adapter import Doubling, SideAdapter


@pytest.mark.parametrize("depthwise", [False, True])
@pytest.mark.parametrize(("doublings", "channels"), [(3, 8), (2, 12), (1, 16), (0, 20)])
def test_reaches_the_size_and_the_channels_of_its_stage(doublings, channels, depthwise):
    adapter = SideAdapter(16, channels, doublings, depthwise)
    side = 2 * 2**doublings
    assert adapter(torch.randn(1, 16, 2, 2)).shape == (1, channels, side, side)


def test_a_new_adapter_adds_nothing_yet_learns():
    adapter = SideAdapter(16, 8, 2, depthwise=False)
    out = adapter(torch.randn(1, 16, 2, 2))
    assert out.abs().max() == 0
    (out * torch.randn_like(out)).sum().backward()
    assert adapter.layers[-1].weight.grad.abs().max() > 0


def test_doubling_stays_in_fp32_under_autocast():
    doubling, x = Doubling(8, 4), torch.randn(1, 8, 3, 3)
    expected = doubling(x)
    with torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(doubling(x), expected)


def test_injection_changes_what_the_next_stage_reads(tiny, picture):
    frequency = tiny.bands(picture)
    plain = tiny.side(frequency)
    injected = tiny.side(frequency, lambda s, f: f + 1.0 if s == 0 else f)
    torch.testing.assert_close(injected[0], plain[0] + 1.0)
    assert (injected[1] - plain[1]).abs().max() > 0


def test_a_semantic_grid_that_does_not_nest_is_refused():
    from fasa.model import Fasa

    values = Config.named("compact").__dict__ | {"input_size": 384}
    with pytest.raises(ValueError, match="coarsest stage"):
        Fasa(Config(**values))
