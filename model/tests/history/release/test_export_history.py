import copy

import numpy as np
import onnxruntime
import pytest
import torch
from history_pictures import call

from history.judge import judge
from history.network import HistoryNetwork
from history.planes import FIGURES, PLANES
from history.release import export_history as exporting
from history.release.export_history import MODEL_FILE, TOLERANCE, difference, main
from history.weights import read_weights, write_weights


@pytest.fixture(scope="module")
def network():
    """Of two levels and narrow: the exporter takes a minute for the whole one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("history.network._WIDTHS", (8, 16))
        torch.manual_seed(0)
        yield HistoryNetwork().eval()


@pytest.fixture(scope="module")
def exported(network, tmp_path_factory):
    """Folder with weights and the model that the command made of them."""
    folder = tmp_path_factory.mktemp("export")
    write_weights(network, folder / "w.safetensors")
    assert call(main, "--weights", folder / "w.safetensors", "--out", folder / "out") == 0
    return folder


@pytest.fixture(scope="module")
def path(exported):
    return exported / "out" / MODEL_FILE


def test_the_model_says_what_the_network_says(exported, path):
    assert difference(read_weights(exported / "w.safetensors"), path) <= TOLERANCE


def test_the_model_holds_the_whole_contract(exported, path):
    session = onnxruntime.InferenceSession(str(path))
    assert [one.name for one in session.get_inputs()] == ["evidence", "figures"]
    names = ["probability", "confidence", "score"]
    assert [one.name for one in session.get_outputs()] == names
    rng = np.random.default_rng(0)
    planes = np.abs(rng.normal(0, 1, (len(PLANES), 11, 6))).astype(np.float32)
    figures = rng.normal(0, 1, FIGURES).astype(np.float32)
    found = session.run(None, {"evidence": planes[None], "figures": figures[None]})
    said = judge(read_weights(exported / "w.safetensors"), planes, figures)
    assert found[0].shape == found[1].shape == (1, 1, 11, 6)
    np.testing.assert_allclose(found[0][0, 0], said.probability, atol=TOLERANCE)
    np.testing.assert_allclose(found[1][0, 0], said.confidence, atol=TOLERANCE)
    np.testing.assert_allclose(found[2], [said.score], atol=TOLERANCE)


def test_the_model_is_one_file(path):
    assert [one.name for one in path.parent.iterdir()] == [MODEL_FILE]


def test_another_network_does_not_agree(network, path):
    other = copy.deepcopy(network)
    with torch.no_grad():
        other.edited.bias += 0.1
    assert difference(other, path) > TOLERANCE


@pytest.mark.parametrize("part", ["edited", "shows"])
def test_nan_is_no_agreement(network, path, monkeypatch, part):
    broken = copy.deepcopy(network)
    head = broken.edited if part == "edited" else getattr(broken, part)[-1]
    with torch.no_grad():
        head.bias.fill_(torch.nan)
    assert np.isnan(difference(broken, path))
    monkeypatch.setattr(exporting, "write_onnx", lambda *given: None)
    assert not exporting.export(broken, path.parent)


def test_what_does_not_agree_is_a_failure(exported, monkeypatch, capsys):
    monkeypatch.setattr(exporting, "write_onnx", lambda *given: None)
    monkeypatch.setattr(exporting, "difference", lambda *given: 1.0)
    arguments = ("--weights", exported / "w.safetensors", "--out", exported / "out")
    assert call(main, *arguments) == 1
    assert "must not be shipped" in capsys.readouterr().err
