from pathlib import Path

import onnx

from fixtures.tiny_model import external_model, tiny_model

FIXTURES = Path(__file__).parents[2] / "test" / "fixtures"


def test_the_committed_models_are_the_ones_written_here():
    for name, model in (("tiny", tiny_model()), ("tiny-external", external_model())):
        committed = onnx.load(FIXTURES / f"{name}-model" / "model.onnx")
        for tensor in committed.graph.initializer:
            # Loaded from their file, they still say that they came from one.
            tensor.ClearField("data_location")
        assert committed.graph == model.graph


def test_one_of_them_has_its_data_in_a_file_of_its_own():
    folder = FIXTURES / "tiny-external-model"
    assert (folder / "model.onnx.data").stat().st_size == 32 * 32 * 4
