"""The ConvNeXt trunk equals timm's, with timm's and torchvision's checkpoints."""

import pytest
import torch
from timm.models.convnext import ConvNeXt

from fasa.side_pathway import SidePathway

DEPTHS, WIDTHS = (1, 2, 1, 1), (8, 16, 24, 32)


def randomized(model: torch.nn.Module) -> torch.nn.Module:
    """Random everything, so that no scale of 1e-6 hides a difference."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn(p.shape, generator=generator) * 0.2)
    return model.eval()


@pytest.mark.parametrize("conv_mlp", [False, True])
def test_equals_timm_stage_by_stage(conv_mlp):
    reference = randomized(ConvNeXt(depths=DEPTHS, dims=WIDTHS, conv_mlp=conv_mlp))
    ours = SidePathway(3, DEPTHS, WIDTHS).eval()
    ours.load_convnext(reference.state_dict())
    rgb = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        expected = reference.stem(rgb)
        for found, stage in zip(ours(rgb), reference.stages, strict=True):
            expected = stage(expected)
            torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


def test_loads_torchvision_names():
    source = randomized(SidePathway(3, DEPTHS, WIDTHS))
    ours = SidePathway(3, DEPTHS, WIDTHS)
    ours.load_convnext(torchvision_names(source.state_dict()))
    rgb = torch.randn(1, 3, 64, 64)
    torch.testing.assert_close(ours(rgb)[3], source(rgb)[3])


def torchvision_names(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    layer = {"conv_dw": "0", "norm": "2", "fc1": "3", "fc2": "5"}
    named = {"classifier.2.weight": torch.zeros(10, 32)}
    for name, value in weights.items():
        head, *rest = name.split(".")
        if head == "stem":
            named[".".join(["features", "0", *rest])] = value
        elif head == "downsamples":
            named[".".join(["features", str(2 * int(rest[0]) + 2), *rest[1:]])] = value
        elif rest[2] == "gamma":
            stage, block = int(rest[0]), rest[1]
            named[f"features.{2 * stage + 1}.{block}.layer_scale"] = value[:, None, None]
        else:
            stage, block, part, kind = int(rest[0]), *rest[1:]
            named[f"features.{2 * stage + 1}.{block}.block.{layer[part]}.{kind}"] = value
    return named


def test_a_widened_stem_keeps_the_rgb_filters():
    source = SidePathway(3, DEPTHS, WIDTHS)
    wide = SidePathway(9, DEPTHS, WIDTHS)
    before = wide.stem[0].weight[:, 3:].detach().clone()
    wide.load_convnext(source.state_dict())
    torch.testing.assert_close(wide.stem[0].weight[:, :3], source.stem[0].weight)
    torch.testing.assert_close(wide.stem[0].weight[:, 3:], before)


def test_sizes_halve_from_a_quarter():
    maps = SidePathway(9, DEPTHS, WIDTHS)(torch.randn(1, 9, 64, 64))
    assert [tuple(m.shape[1:]) for m in maps] == [(8, 16, 16), (16, 8, 8), (24, 4, 4), (32, 2, 2)]
