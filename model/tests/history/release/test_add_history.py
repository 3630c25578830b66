import cv2
import numpy as np
import pytest
from grey_model import save_model

from data.sha256 import sha256_of
from history.evaluation.findings import Case
from history.release.add_history import WEIGHTS_FILE, network_scores, released_files, with_history
from history.release.export_history import MODEL_FILE

THRESHOLDS = {"default": {"network": 0.9, "history": 0.8}, "byFpr": {}}


@pytest.fixture
def cases(tmp_path):
    picture = np.full((32, 32, 3), 51, np.uint8)
    picture[:16] = 204
    picture[4, 4] = 255
    cv2.imwrite(str(tmp_path / "half.png"), picture)
    return [Case(tmp_path / "half.png", None, "half")]


@pytest.mark.parametrize(("decided_by", "expected"), [("score", 1.0), ("robustScore", 0.9)])
def test_the_network_is_scored_by_what_decides(tmp_path, cases, decided_by, expected):
    folder = save_model(tmp_path / "model", decided_by=decided_by)
    assert list(network_scores(cases, folder, 1)) == pytest.approx([expected], abs=1e-3)


def test_a_release_keeps_the_network_and_names_the_history():
    network = {"name": "n", "version": "1", "files": {"n.onnx": "a" * 64}, "thresholds": {"x": 1}}
    released = with_history(network, "2", "b" * 64, THRESHOLDS, "lineage/2.toml")
    assert released["version"] == "2"
    assert released["files"] == {"n.onnx": "a" * 64, MODEL_FILE: "b" * 64}
    assert released["thresholds"] == network["thresholds"]
    assert released["history"]["modelFile"] == MODEL_FILE
    assert released["history"]["thresholds"] == THRESHOLDS
    assert released["trainingData"] == released["history"]["trainingData"] == "lineage/2.toml"
    assert network == {
        "name": "n",
        "version": "1",
        "files": {"n.onnx": "a" * 64},
        "thresholds": {"x": 1},
    }


def test_the_files_of_a_release_are_all_four(tmp_path):
    names = ["n.onnx", "n.safetensors", MODEL_FILE, WEIGHTS_FILE]
    for name in names:
        (tmp_path / name).write_text(name)
    files = released_files(tmp_path, {"name": "n", "files": {"n.onnx": "a" * 64}})
    assert files == {name: sha256_of(tmp_path / name) for name in names}
