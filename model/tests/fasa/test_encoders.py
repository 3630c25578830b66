"""The semantic encoders: token order, freezing, equality with transformers' CLIP."""

import pytest
import torch
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModel

from fasa.clip_vit import ClipVit
from fasa.semantic_encoder import shrink


def small_clip() -> ClipVit:
    torch.manual_seed(0)
    return ClipVit(size=28, patch=7, width=32, depth=3, heads=4, layers=(0, 2))


@pytest.fixture
def reference() -> CLIPVisionModel:
    torch.manual_seed(1)
    config = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=28,
        patch_size=7,
        hidden_act="quick_gelu",
        layer_norm_eps=1e-5,
    )
    return CLIPVisionModel(config).eval()


def hugging_face_weights(reference: CLIPVisionModel) -> dict[str, torch.Tensor]:
    named = {}
    for name, value in reference.state_dict().items():
        short = name.removeprefix("vision_model.")
        if short != "embeddings.position_ids":
            named[f"vision_model.{short}"] = value.contiguous()
    return named


def openai_weights(hf: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same numbers under OpenAI's names, in half precision as published."""
    prefix = "vision_model."
    ours = {
        "visual.conv1.weight": hf[f"{prefix}embeddings.patch_embedding.weight"],
        "visual.class_embedding": hf[f"{prefix}embeddings.class_embedding"],
        "visual.positional_embedding": hf[f"{prefix}embeddings.position_embedding.weight"],
        "visual.ln_pre.weight": hf[f"{prefix}pre_layrnorm.weight"],
        "visual.ln_pre.bias": hf[f"{prefix}pre_layrnorm.bias"],
        "visual.ln_post.weight": hf[f"{prefix}post_layernorm.weight"],
        "visual.ln_post.bias": hf[f"{prefix}post_layernorm.bias"],
        "visual.proj": torch.zeros(32, 16),
        "logit_scale": torch.zeros(()),
    }
    names = {
        "ln_1": "layer_norm1",
        "ln_2": "layer_norm2",
        "attn.out_proj": "self_attn.out_proj",
        "mlp.c_fc": "mlp.fc1",
        "mlp.c_proj": "mlp.fc2",
    }
    for i in range(3):
        layer, block = f"{prefix}encoder.layers.{i}.", f"visual.transformer.resblocks.{i}."
        for kind in ("weight", "bias"):
            for mine, theirs in names.items():
                ours[f"{block}{mine}.{kind}"] = hf[f"{layer}{theirs}.{kind}"]
            parts = [hf[f"{layer}self_attn.{p}_proj.{kind}"] for p in "qkv"]
            ours[f"{block}attn.in_proj_{kind}"] = torch.cat(parts)
    return ours


@pytest.mark.parametrize("naming", ["hugging face", "openai"])
def test_equals_transformers_clip_with_the_same_checkpoint(reference, naming, tmp_path):
    weights = hugging_face_weights(reference)
    if naming == "openai":
        weights = openai_weights(weights)
    save_file(weights, tmp_path / "clip.safetensors")
    ours = small_clip()
    ours.load_clip(tmp_path / "clip.safetensors")
    pixels = torch.randn(2, 3, 28, 28)
    with torch.no_grad():
        expected = reference(pixels, output_hidden_states=True).hidden_states
        found = ours.tokens(pixels)
    # hidden_states[0] is what enters the first block; the class token comes first.
    for tokens, block in zip(found, (0, 2), strict=True):
        torch.testing.assert_close(tokens, expected[block + 1][:, 1:], atol=1e-5, rtol=0)


def test_a_foreign_checkpoint_is_refused(tmp_path):
    save_file({"visual.conv1.weight": torch.zeros(32, 3, 7, 7)}, tmp_path / "x.safetensors")
    with pytest.raises(RuntimeError, match="class_embedding"):
        small_clip().load_clip(tmp_path / "x.safetensors")


def test_returns_one_grid_of_tokens_per_layer():
    encoder = small_clip()
    tokens = encoder(torch.rand(2, 3, 56, 56))
    assert [t.shape for t in tokens] == [(2, 16, 32)] * 2
    assert (encoder.grid, encoder.widths) == (4, (32, 32))


def test_a_spot_moves_its_own_token_most():
    encoder = small_clip()
    blank = torch.full((1, 3, 28, 28), 0.5)
    spot = blank.clone()
    spot[..., 7:14, 14:21] = torch.rand(3, 7, 7)
    change = (encoder(spot)[0] - encoder(blank)[0]).abs().sum(dim=-1)[0]
    assert divmod(int(change.argmax()), 4) == (1, 2)


def test_a_frozen_encoder_has_no_gradient_and_stays_in_evaluation():
    encoder = small_clip().freeze()
    encoder.train()
    assert not encoder.training
    assert not encoder(torch.rand(1, 3, 28, 28))[0].requires_grad
    assert not any(p.requires_grad for p in encoder.parameters())


def test_shrinking_averages():
    rgb = torch.rand(1, 3, 8, 8)
    torch.testing.assert_close(shrink(rgb, 4), rgb.unfold(2, 2, 2).unfold(3, 2, 2).mean((-1, -2)))
    torch.testing.assert_close(
        shrink(torch.full((1, 3, 512, 512), 0.3), 224).mean(), torch.tensor(0.3)
    )
