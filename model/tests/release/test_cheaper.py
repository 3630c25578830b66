from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnxruntime.quantization import CalibrationDataReader

from data.json_file import read_json
from data.sha256 import sha256_of
from release.cheaper import fold, halve, manifest_of, quantise

TINY = Path(__file__).parents[3] / "test" / "fixtures" / "tiny-model"
NETWORK = TINY / "model.onnx"


def pictures(count: int) -> np.ndarray:
    manifest = read_json(TINY / "manifest.json")
    side = manifest["inputSize"]
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), dtype=np.uint8)


def outputs_of(path: Path) -> list[Any]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probability", "score"], {"image": pictures(3)})


class Few(CalibrationDataReader):
    def __init__(self) -> None:
        self.images = iter(pictures(4))

    def get_next(self) -> dict[str, np.ndarray] | None:
        image = next(self.images, None)
        return None if image is None else {"image": image[None]}


@pytest.mark.parametrize(("cheaper", "tolerance"), [(fold, 1e-6), (halve, 2e-3)])
def test_says_nearly_the_same_behind_the_same_contract(
    cheaper: Callable[[Path, Path], None], tolerance: float, tmp_path: Path
) -> None:
    out = tmp_path / "cheaper.onnx"
    cheaper(NETWORK, out)
    for expected, found in zip(outputs_of(NETWORK), outputs_of(out), strict=True):
        assert found.dtype == expected.dtype
        assert np.abs(found - expected).max() <= tolerance


def test_integers_stand_at_the_nodes_that_are_named(tmp_path: Path) -> None:
    out = tmp_path / "int8.onnx"
    types = sorted({node.op_type for node in onnx.load(str(NETWORK)).graph.node})
    quantise(NETWORK, out, Few(), types)
    assert any(node.op_type == "QuantizeLinear" for node in onnx.load(str(out)).graph.node)
    for expected, found in zip(outputs_of(NETWORK), outputs_of(out), strict=True):
        assert found.shape == expected.shape


def test_the_manifest_names_the_new_network_alone(tmp_path: Path) -> None:
    out = tmp_path / "cheaper.onnx"
    halve(NETWORK, out)
    original = {**read_json(TINY / "manifest.json"), "history": {}, "copies": {}}
    manifest = manifest_of(original, "fp16", out)
    assert manifest["files"] == {"cheaper.onnx": sha256_of(out)}
    assert manifest["modelFile"] == "cheaper.onnx"
    assert manifest["name"] == f"{original['name']}-fp16"
    assert not {"history", "copies"} & manifest.keys()
    assert manifest["inputSize"] == original["inputSize"]
