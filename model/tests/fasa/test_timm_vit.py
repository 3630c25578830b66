"""The teacher equals timm's vit_tiny_patch16_224 with the same checkpoint."""

import pytest
import timm
import torch

from fasa.semantic_encoder import SemanticEncoder
from fasa.timm_vit import TimmVit

NAME = "vit_tiny_patch16_224"
LAYERS = (2, 7, 11)


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    reference = timm.create_model(NAME)
    with torch.no_grad():
        for parameter in reference.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return reference.state_dict()


@pytest.mark.parametrize("size", [224, 96])
def test_equals_timm_at_its_own_size_and_at_another(weights, size):
    reference = timm.create_model(NAME, img_size=size, num_classes=0).eval()
    found = timm.models.vision_transformer.checkpoint_filter_fn(dict(weights), reference)
    reference.load_state_dict(found, strict=False)
    ours = TimmVit.vit_tiny(size, LAYERS).eval()
    ours.load_timm(weights)
    pixels = torch.randn(2, 3, size, size)
    with torch.no_grad():
        expected = reference.get_intermediate_layers(pixels, LAYERS)
        for mine, theirs in zip(ours.tokens(pixels), expected, strict=True):
            torch.testing.assert_close(mine, theirs, atol=1e-4, rtol=1e-4)


def test_pictures_are_normalised_as_the_published_model_expects():
    ours: SemanticEncoder = TimmVit.vit_tiny(32, (0,))
    expected = timm.create_model(NAME).pretrained_cfg
    assert tuple(ours.mean.flatten().tolist()) == expected["mean"]
    assert tuple(ours.std.flatten().tolist()) == expected["std"]


def test_a_foreign_checkpoint_is_refused(weights):
    with pytest.raises(RuntimeError, match=r"blocks\.11"):
        TimmVit.vit_tiny(32, (0,)).load_timm(
            {name: value for name, value in weights.items() if "blocks.11." not in name}
        )
