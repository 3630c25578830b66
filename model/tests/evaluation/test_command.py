import hashlib
import json
import sys

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from evaluation.__main__ import main, thresholds_of
from evaluation.baselines import all_zero
from evaluation.onnx_detector import OnnxDetector
from evaluation.report import Thresholds


def save_model(folder, input_name="image", decided_by="score", side=32):
    """``probability`` is the mean of the channels / 255, ``score`` its maximum."""
    nodes = [
        helper.make_node("Cast", [input_name], ["float"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["float", "last"], ["mean"], keepdims=0),
        helper.make_node("Div", ["mean", "white"], ["grey"]),
        helper.make_node("Unsqueeze", ["grey", "channel"], ["probability"]),
        helper.make_node("ReduceMax", ["grey", "space"], ["score"], keepdims=0),
    ]
    constants = {"last": [3], "channel": [1], "space": [1, 2]}
    initializers = [
        helper.make_tensor(name, TensorProto.INT64, [len(axes)], axes)
        for name, axes in constants.items()
    ]
    initializers.append(helper.make_tensor("white", TensorProto.FLOAT, [], [255.0]))
    graph = helper.make_graph(
        nodes,
        "grey",
        [helper.make_tensor_value_info(input_name, TensorProto.UINT8, ["n", side, side, 3])],
        [
            helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["n", 1, side, side]),
            helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n"]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    folder.mkdir(exist_ok=True)
    onnx.save(model, str(folder / "grey.onnx"))
    manifest = {
        "name": "grey",
        "version": "1.2.3",
        "modelFile": "grey.onnx",
        "files": {"grey.onnx": hashlib.sha256((folder / "grey.onnx").read_bytes()).hexdigest()},
        "inputSize": side,
        "thresholds": {"default": 0.25, "decidedBy": decided_by},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_the_model_gets_pictures_and_returns_maps(tmp_path, packed):
    probability, score = OnnxDetector(save_model(tmp_path / "model"))(packed.images[:3])
    expected = packed.images[:3].mean(axis=3) / 255
    np.testing.assert_allclose(probability, expected, atol=1e-5)
    np.testing.assert_allclose(score, expected.max(axis=(1, 2)), atol=1e-5)


def test_the_manifest_states_the_threshold_of_the_score_that_decides(tmp_path):
    by_score = OnnxDetector(save_model(tmp_path / "a"))
    by_robust_score = OnnxDetector(save_model(tmp_path / "b", decided_by="robustScore"))
    assert thresholds_of(by_score) == Thresholds(score=0.25, robust_score=0.5)
    assert thresholds_of(by_robust_score) == Thresholds(score=0.5, robust_score=0.25)
    assert thresholds_of(all_zero) == Thresholds(0.5, 0.5)


def test_pictures_of_another_size_are_refused(tmp_path):
    detector = OnnxDetector(save_model(tmp_path / "model"))
    with pytest.raises(
        ValueError, match=r"takes pictures of \(32, 32, 3\), received \(16, 16, 3\)"
    ):
        detector(np.zeros((1, 16, 16, 3), np.uint8))


def test_a_model_that_is_not_the_manifests_is_refused(tmp_path):
    folder = save_model(tmp_path / "model")
    with (folder / "grey.onnx").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ValueError, match=r"grey\.onnx: expected sha256"):
        OnnxDetector(folder)


def test_a_model_with_another_contract_is_refused(tmp_path):
    folder = save_model(tmp_path / "model", input_name="pixels")
    with pytest.raises(ValueError, match=r"expected input 'image'.*received \['pixels'\]"):
        OnnxDetector(folder)


def test_the_command_prints_json(tmp_path, packed, monkeypatch, capsys):
    model = save_model(tmp_path / "model")
    options = ["--model", str(model), "--set", str(packed.path), "--baselines", "--json"]
    monkeypatch.setattr(sys, "argv", ["evaluation", *options])
    main()
    reports = json.loads(capsys.readouterr().out)
    names = ["grey 1.2.3", "all-zero", "random", "error-level analysis"]
    assert [report["detector"] for report in reports] == names
    assert reports[0]["score"]["threshold"] == 0.25
    assert reports[0]["pixel"]["auc"]["value"] > 0.95


def test_the_command_prints_tables(packed, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["evaluation", "--set", str(packed.path), "--baselines"])
    main()
    assert "| all-zero | 0.000 [0.000, 0.000]" in capsys.readouterr().out


def test_nothing_to_measure_is_a_usage_error(packed, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["evaluation", "--set", str(packed.path)])
    with pytest.raises(SystemExit):
        main()
    assert "nothing to measure" in capsys.readouterr().err
