"""EfficientNet-Lite0 equals the published implementation with its own checkpoint."""

import pytest
import torch
from efficientnet_lite_pytorch import EfficientNet

from fasa.efficientnet_lite import WIDTHS, EfficientNetLite, EfficientNetLiteEncoder


@pytest.fixture(scope="module")
def reference() -> EfficientNet:
    torch.manual_seed(0)
    model = EfficientNet.from_name("efficientnet-lite0")
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.bias.normal_(0, 0.5)
    return model.eval()


def test_equals_the_published_network_stage_by_stage(reference):
    ours = EfficientNetLite(3).eval()
    ours.load_published(reference.state_dict())
    # The published code fixes its padding for pictures of 224 pixels.
    rgb = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        x = reference._swish(reference._bn0(reference._conv_stem(rgb)))
        ends = []
        for block in reference._blocks:
            x = block(x)
            ends.append(x)
        expected = [ends[2], ends[4], ends[10], ends[15]]
        for found, stage in zip(ours(rgb), expected, strict=True):
            torch.testing.assert_close(found, stage, atol=1e-4, rtol=1e-4)


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


def test_sizes_halve_from_a_quarter():
    maps = EfficientNetLite(9)(torch.randn(1, 9, 64, 64))
    assert [tuple(m.shape[1:]) for m in maps] == [
        (w, 16 >> s, 16 >> s) for s, w in enumerate(WIDTHS)
    ]


def test_encoder_pools_its_stages_to_one_grid():
    encoder = EfficientNetLiteEncoder(64, (1, 3)).freeze()
    tokens = encoder(torch.rand(2, 3, 128, 128))
    assert [tuple(t.shape) for t in tokens] == [(2, 4, 40), (2, 4, 320)]
    assert not tokens[0].requires_grad
