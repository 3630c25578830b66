"""EfficientNet-Lite equals the published implementation with its own checkpoint."""

import pytest
import torch
from efficientnet_lite_pytorch import EfficientNet

from fasa.efficientnet_lite import EfficientNetLite, EfficientNetLiteEncoder
from fasa.lite_scaling import VARIANTS, widths_of

SIZE = 64


def random_reference(variant: int) -> EfficientNet:
    """Made for pictures of SIZE pixels: the published code fixes its padding."""
    torch.manual_seed(0)
    model = EfficientNet.from_name(f"efficientnet-lite{variant}", image_size=SIZE)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.bias.normal_(0, 0.5)
    return model.eval()


@pytest.fixture(scope="module")
def reference() -> EfficientNet:
    return random_reference(0)


LAST_BLOCKS = {0: (2, 4, 10, 15), 1: (3, 6, 14, 20), 2: (3, 6, 14, 20)}


@pytest.mark.parametrize("variant", VARIANTS)
def test_equals_the_published_network_stage_by_stage(variant):
    reference = random_reference(variant)
    ours = EfficientNetLite(3, variant).eval()
    ours.load_published(reference.state_dict())
    rgb = torch.randn(1, 3, SIZE, SIZE)
    with torch.no_grad():
        x = reference._swish(reference._bn0(reference._conv_stem(rgb)))
        ends = []
        for block in reference._blocks:
            x = block(x)
            ends.append(x)
        assert len(ends) == len(ours.blocks)
        expected = [ends[last] for last in LAST_BLOCKS[variant]]
        for found, stage in zip(ours(rgb), expected, strict=True):
            torch.testing.assert_close(found, stage, atol=1e-4, rtol=1e-4)


def test_an_unknown_variant_is_refused():
    with pytest.raises(ValueError, match="variant"):
        EfficientNetLite(3, 5)


def test_added_bands_leave_the_published_network_intact(reference):
    wide = EfficientNetLite(9)
    wide.load_published(reference.state_dict())
    plain = EfficientNetLite(3)
    plain.load_published(reference.state_dict())
    bands = torch.randn(1, 9, 64, 64)
    torch.testing.assert_close(wide(bands)[3], plain(bands[:, :3])[3])


def test_injection_reaches_the_next_stage():
    trunk = EfficientNetLite(3)
    rgb = torch.randn(1, 3, 64, 64)
    plain = trunk(rgb)
    injected = trunk(rgb, lambda s, f: f + 1 if s == 1 else f)
    torch.testing.assert_close(injected[0], plain[0])
    torch.testing.assert_close(injected[1], plain[1] + 1)
    assert (injected[2] - plain[2]).abs().max() > 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_sizes_halve_from_a_quarter(variant):
    maps = EfficientNetLite(9, variant)(torch.randn(1, 9, 64, 64))
    assert [tuple(m.shape[1:]) for m in maps] == [
        (w, 16 >> s, 16 >> s) for s, w in enumerate(widths_of(variant))
    ]


def test_encoder_pools_its_stages_to_one_grid():
    encoder = EfficientNetLiteEncoder(64, (1, 3)).freeze()
    tokens = encoder(torch.rand(2, 3, 128, 128))
    assert [tuple(t.shape) for t in tokens] == [(2, 4, 40), (2, 4, 320)]
    assert not tokens[0].requires_grad
