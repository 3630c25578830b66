"""The graph says what the definition says, and the one that is shipped is that graph."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from copies.export_features import (
    MODEL_FILE,
    STEPS_PER_LEVEL,
    TOLERANCE,
    difference,
    export,
    feature_model,
    fixed_picture,
)
from copies.zernike import features

WEIGHTS = Path(__file__).parents[2] / "weights"


@pytest.mark.parametrize(("height", "width"), [(13, 13), (13, 60), (48, 33)])
def test_the_graph_says_what_the_definition_says(height, width):
    assert difference(feature_model(), fixed_picture(height, width)) <= TOLERANCE


def test_fixed_values_are_eighths_of_a_level():
    gray = fixed_picture(30, 30)
    session = onnxruntime.InferenceSession(feature_model().SerializeToString())
    (fixed,) = session.run(["fixed"], {"gray": gray[None, None]})
    assert fixed.dtype == np.int16
    assert np.abs(fixed[0] / STEPS_PER_LEVEL - features(gray)).max() < 0.5 / STEPS_PER_LEVEL + 1e-3


def test_the_shipped_file_is_this_graph_and_small():
    path = WEIGHTS / MODEL_FILE
    assert path.stat().st_size <= 100_000
    shipped, built = onnx.load(path), feature_model()
    assert shipped.opset_import == built.opset_import
    assert list(shipped.graph.node) == list(built.graph.node)
    for stored, made in zip(shipped.graph.initializer, built.graph.initializer, strict=True):
        # Processors compute waves differently in the last bit.
        assert np.allclose(onnx.numpy_helper.to_array(stored), onnx.numpy_helper.to_array(made))


def test_an_export_writes_it(tmp_path):
    assert export(tmp_path)
    onnx.checker.check_model(str(tmp_path / MODEL_FILE))


def test_what_differs_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr("copies.export_features.features", lambda gray: features(gray) + 0.01)
    assert not export(tmp_path)
    assert not (tmp_path / MODEL_FILE).exists()
