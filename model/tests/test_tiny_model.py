from pathlib import Path

import onnx

from fixtures.tiny_model import tiny_model

PATH = Path(__file__).parents[2] / "test" / "fixtures" / "tiny-model" / "model.onnx"


def test_the_committed_model_is_the_one_written_here():
    assert onnx.load(PATH).graph == tiny_model().graph
