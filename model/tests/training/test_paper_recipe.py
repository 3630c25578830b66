"""The `paper` recipe from published checkpoints to ONNX, on a network of the same parts, narrow."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModel

from fasa.clip_vit import ClipVit
from fasa.config import CONFIGS, Config
from fasa.model import build_encoder

MODEL = Path(__file__).parents[2]
NARROW = {
    "input_size": "64",
    "width": "32",
    "depth": "3",
    "heads": "4",
    "layers": "[0, 1, 2]",
    "embedding": "16",
    "depths": "[1, 1, 1, 1]",
    "widths": "[8, 12, 16, 20]",
    "value_width": "16",
    "gate_width": "8",
}


@pytest.fixture
def narrow(tmp_path) -> Path:
    """configs/paper.toml with every width made small; its kinds and switches untouched."""
    text = (CONFIGS / "paper.toml").read_text()
    for key, value in NARROW.items():
        text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
    # The encoder's 224 of 512 become 28 of 64: two tokens a side, as stage 4 has positions.
    text = re.sub(r'(?ms)(kind = "clip_vit"\ninput_size = )64', r"\g<1>28", text)
    path = tmp_path / "narrow-paper.toml"
    path.write_text(text)
    return path


def published_clip(path: Path) -> None:
    torch.manual_seed(1)
    config = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=28,
        patch_size=14,
        hidden_act="quick_gelu",
    )
    weights = CLIPVisionModel(config).state_dict()
    prefix = "vision_model."
    named = {prefix + k.removeprefix(prefix): v.contiguous() for k, v in weights.items()}
    save_file({k: v for k, v in named.items() if not k.endswith("position_ids")}, path)


def published_convnext(path: Path) -> None:
    torch.manual_seed(2)
    network = timm.create_model("convnext_base", depths=(1, 1, 1, 1), dims=(8, 12, 16, 20))
    save_file({k: v.contiguous() for k, v in network.state_dict().items()}, path)


@pytest.fixture
def pictures(tmp_path) -> Path:
    """Eight pictures of noise, five of them manipulated, in the field's layout."""
    rng, folder = np.random.default_rng(0), tmp_path / "pictures"
    for name in ("Tp", "Gt", "Au"):
        (folder / name).mkdir(parents=True)
    mask = np.zeros((64, 64), np.uint8)
    mask[10:40, 20:50] = 255
    for index in range(8):
        kind = "Tp" if index < 5 else "Au"
        noise = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)
        cv2.imwrite(str(folder / kind / f"{index}.png"), noise)
        if kind == "Tp":
            cv2.imwrite(str(folder / "Gt" / f"{index}.png"), mask)
    return folder


def run(*command: str | Path, **environment: str) -> None:
    done = subprocess.run(
        list(map(str, command)),
        cwd=MODEL,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_from_published_checkpoints_to_onnx(narrow, pictures, tmp_path):
    config = Config.named(str(narrow))
    assert (config.semantic.kind, config.side.kind) == ("clip_vit", "convnext")
    assert config.semantic.frozen
    clip, convnext = tmp_path / "clip.safetensors", tmp_path / "convnext.safetensors"
    published_clip(clip)
    published_convnext(convnext)
    own = {"PYTHON": sys.executable, "CONFIG": str(narrow), "BATCH": "8"}
    run("recipes/paper.sh", pictures, pictures, clip, convnext, tmp_path / "run", **own)
    checkpoint = tmp_path / "run" / "checkpoint.pt"
    state = torch.load(checkpoint, weights_only=True)
    assert state["step"] == 20  # epochs of one batch
    published = {f"encoder.{name}": value for name, value in loaded_clip(config, clip).items()}
    assert published
    assert all(torch.equal(state["model"][name], value) for name, value in published.items())
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == list(range(1, 21))
    assert {entry["group"] for entry in log} == {"val"}
    export = ("-m", "release.export", "--config", narrow, "--checkpoint", checkpoint)
    run(sys.executable, *export, "--out", tmp_path / "weights")
    manifest = json.loads((tmp_path / "weights" / "manifest.json").read_text())
    assert manifest["inputSize"] == 64


def loaded_clip(config: Config, path: Path) -> dict[str, torch.Tensor]:
    encoder = build_encoder(config.semantic)
    assert isinstance(encoder, ClipVit)
    encoder.load_clip(path)
    return encoder.state_dict()
