"""The `paper` recipe from published checkpoints to ONNX, on a network of the same parts, narrow."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModel

from fasa.config import CONFIGS, Config
from training.packed_set import write_pack

MODEL = Path(__file__).parent.parent
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


def run(*command: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, *map(str, command)], cwd=MODEL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_from_published_checkpoints_to_onnx(narrow, tmp_path):
    config = Config.named(str(narrow))
    assert (config.semantic.kind, config.side.kind) == ("clip_vit", "convnext")
    assert config.semantic.frozen
    published_clip(tmp_path / "clip.safetensors")
    published_convnext(tmp_path / "convnext.safetensors")
    rng = np.random.default_rng(0)
    masks = np.zeros((8, 64, 64), np.uint8)
    masks[3:, 10:40, 20:50] = 1
    write_pack(tmp_path / "pack", rng.integers(0, 256, (8, 64, 64, 3), dtype=np.uint8), masks, {})
    run(
        *("train.py", "--config", narrow, "--set", tmp_path / "pack", "--val", tmp_path / "pack"),
        *("--clip", tmp_path / "clip.safetensors", "--convnext", tmp_path / "convnext.safetensors"),
        *("--run", tmp_path / "run", "--steps", "3", "--batch", "2", "--warm-up", "1"),
        *("--validate-every", "3", "--log-every", "1", "--threads", "1"),
    )
    checkpoint = tmp_path / "run" / "checkpoint.pt"
    state = torch.load(checkpoint, weights_only=True)["model"]
    average = torch.load(checkpoint, weights_only=True)["average"]
    frozen = [name for name in state if name.startswith("encoder.")]
    assert frozen
    assert all(torch.equal(state[name], average[f"module.{name}"]) for name in frozen)
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [1, 2, 3, 3]
    assert all(np.isfinite(entry["total"]) for entry in log if entry["group"] == "train")
    run("export.py", "--config", narrow, "--checkpoint", checkpoint, "--out", tmp_path / "weights")
    manifest = json.loads((tmp_path / "weights" / "manifest.json").read_text())
    assert manifest["inputSize"] == 64
