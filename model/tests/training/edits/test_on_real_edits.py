"""``python -m training.edits.on_real_edits``, on folders of two and three pictures."""

import json

import pytest
import torch
from labelled_files import SQUARE, write_folder

from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import write_edits
from fasa.edits.tile_network import TorchTiles
from fasa.traces import dense_trunk
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import write_traces
from training.edits import on_real_edits


@pytest.fixture(autouse=True)
def small(monkeypatch):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    monkeypatch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))


@pytest.fixture
def data(tmp_path):
    """Two kinds: 3 edited and 2 authentic pictures of 48x40; 1 edited picture alone."""
    write_folder(tmp_path / "dev" / "real" / "fills")
    write_folder(tmp_path / "dev" / "real" / "pastes", manipulated=1, authentic=0)
    return tmp_path


def run(monkeypatch, *options):
    words = [str(one) for one in ("on_real_edits", *options, "--threads", 1)]
    monkeypatch.setattr("sys.argv", words)
    on_real_edits.main()


def test_it_prints_the_table_of_real_edits(data, monkeypatch, capsys):
    weights, out = data / "edits.safetensors", data / "report.json"
    write_edits(EditNetwork(), weights)
    run(monkeypatch, "--weights", weights, "--data", data, "--out", out)
    table = capsys.readouterr().out
    assert table.startswith("edits.safetensors: 4 edited, 2 authentic")
    assert [line.split()[1] for line in table.splitlines()[4:]] == ["fills", "pastes", "mean"]
    assert json.loads(out.read_text())["kinds"]["fills"]["f1"]["count"] == 3
    run(monkeypatch, "--weights", weights, "--data", data, "--limit", 1, "--kinds", "fills")
    assert capsys.readouterr().out.startswith("edits.safetensors: 1 edited, 1 authentic")


def test_rows_compare_maps_with_masks_at_the_pictures_own_size(data, monkeypatch, capsys):
    """A detector that marks the square is right everywhere, whatever is authentic."""

    def marks_the_square(network, pixels, tiling):
        found = torch.full(pixels.shape[:2], 0.1).numpy()
        if pixels.max() > 150:
            found[SQUARE] = 0.9
        return found

    monkeypatch.setattr(on_real_edits, "tile_map", marks_the_square)
    monkeypatch.setattr(on_real_edits, "pixel_map", lambda found, *size: found)
    weights, out = data / "edits.safetensors", data / "report.json"
    write_edits(EditNetwork(), weights)
    run(monkeypatch, "--weights", weights, "--data", data, "--out", out)
    report = json.loads(out.read_text())
    mean = {name: one["value"] for name, one in report["mean"].items()}
    assert mean == {"f1": 1, "auc": 1, "found": 1, "imageAuc": 1}
    assert report["flagged"]["value"] == 0
    run(monkeypatch, "--weights", weights, "--data", data, "--out", out, "--threshold", 0.95)
    assert json.loads(out.read_text())["mean"]["found"]["value"] == 0


def test_exported_graphs_are_measured_alike(data, monkeypatch, capsys):
    opened = []

    def graphs(folder, threads):
        opened.append((folder, threads))
        return TorchTiles(EditNetwork().eval())

    monkeypatch.setattr(on_real_edits, "OnnxTiles", graphs)
    run(monkeypatch, "--onnx", data / "graphs", "--data", data)
    assert capsys.readouterr().out.startswith("graphs: 4 edited, 2 authentic")
    assert opened == [(data / "graphs", 1)]


def test_a_trace_network_is_refused(data, monkeypatch):
    write_traces(TraceNetwork(2), ["a", "b"], data / "traces.safetensors")
    with pytest.raises(SystemExit, match="expected a head for edits"):
        run(monkeypatch, "--weights", data / "traces.safetensors", "--data", data)
