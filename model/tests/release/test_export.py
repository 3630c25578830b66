"""The ONNX contract, and that an export which differs is refused."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from tiny_network import TINY

from data.sha256 import sha256_of
from fasa.config import Config
from release import export
from release.parity import compare, fixed_inputs


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("export")
    assert export.export(Config.named(str(TINY)), None, out, export.UNTRAINED)
    return out


def test_inputs_and_outputs_are_the_contracts(exported):
    session = onnxruntime.InferenceSession(str(exported / "fasa-tiny.onnx"))
    (image,) = session.get_inputs()
    assert (image.name, image.type, image.shape[1:]) == ("image", "tensor(uint8)", [64, 64, 3])
    assert isinstance(image.shape[0], str)
    outputs = {o.name: (o.type, o.shape[1:]) for o in session.get_outputs()}
    assert outputs == {
        "probability": ("tensor(float)", [1, 64, 64]),
        "score": ("tensor(float)", []),
    }


def test_the_manifest_names_every_file_by_its_hash(exported):
    manifest = json.loads((exported / "manifest.json").read_text())
    assert manifest["inputSize"] == 64
    assert manifest["modelFile"] == "fasa-tiny.onnx"
    for name, digest in manifest["files"].items():
        assert sha256_of(exported / name) == digest


def test_dct_operators_and_prototype_filters_are_constants(exported):
    graph = onnx.load(str(exported / "fasa-tiny.onnx")).graph
    names = {i.name for i in graph.initializer}
    assert not [n for n in names if n.endswith(("logit", "prototypes", "query.weight"))]
    assert "Cos" not in {node.op_type for node in graph.node}


def test_an_export_that_differs_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "compare", lambda *_: 0.5)
    assert not export.export(Config.named(str(TINY)), None, tmp_path, export.UNTRAINED)
    assert not (tmp_path / "manifest.json").exists()


def test_a_relative_cut_is_part_of_the_file(exported, tmp_path):
    cut = dataclasses.replace(Config.named(str(TINY)), relative_cut=0.3)
    assert export.export(cut, None, tmp_path, export.UNTRAINED)
    model, images = export.load_model(cut, None), fixed_inputs(64)
    assert compare(model, exported / "fasa-tiny.onnx", images) > 0.001


def test_the_comparison_sees_a_changed_network(exported):
    model = export.load_model(Config.named(str(TINY)), None).fold()
    images = fixed_inputs(64)
    path = exported / "fasa-tiny.onnx"
    assert compare(model, path, images) <= export.TOLERANCE
    with torch.no_grad():
        model.decoder.residual.bias += 0.01
    assert compare(model, path, images) > export.TOLERANCE


def test_fixed_inputs_are_fixed_and_differ():
    one, two = fixed_inputs(32), fixed_inputs(32)
    np.testing.assert_array_equal(one, two)
    assert len({image.tobytes() for image in one}) == 8
