import copy
import json
import sys

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from edit_graphs import narrow_network

from data.sha256 import sha256_of
from evaluation.detectors.onnx_tiles import DECISION_FILE, FEATURES_FILE, OnnxTiles
from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import write_edits
from fasa.edits.tile_network import TorchTiles
from fasa.edits.tiled import Tiling, statistics, tile_map
from fasa.traces import dense_trunk
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import write_traces
from release import export_tiles, tile_graphs
from release.export import TOLERANCE
from release.lineage import read_lineage, statement
from release.tile_graphs import as_served, difference, fixed_tiles, write_graphs

THRESHOLDS = {"default": 0.9, "byFpr": {"0.01": 0.95, "0.05": 0.9, "0.1": 0.8}}
MANIFEST = {"name": "n", "files": {"n.onnx": "a" * 64}, "trainingData": "lineage/1.toml"}


@pytest.fixture(scope="module")
def network():
    torch.set_num_threads(1)
    return narrow_network()


@pytest.fixture(scope="module")
def graphs(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    write_graphs(network, folder)
    return folder


def test_the_graphs_say_what_the_network_says(network, graphs):
    assert difference(as_served(network), graphs) <= TOLERANCE


def test_they_are_compared_on_three_tiles_that_are_no_squares():
    shapes = [tiles.shape for tiles in fixed_tiles()]
    assert (3, 256, 320, 3) in shapes
    assert all(side % 32 == 0 for shape in shapes for side in shape[1:3])


def test_the_graphs_hold_the_whole_contract(graphs):
    assert sorted(one.name for one in graphs.iterdir()) == [DECISION_FILE, FEATURES_FILE]
    features, decision = (
        onnxruntime.InferenceSession(str(graphs / name)) for name in (FEATURES_FILE, DECISION_FILE)
    )
    told = {one.name: one.type for one in (*features.get_inputs(), *features.get_outputs())}
    assert told == {"tiles": "tensor(uint8)", "features": "tensor(float)"}
    assert [one.name for one in decision.get_inputs()] == ["features", "mean", "variance"]
    assert [one.name for one in decision.get_outputs()] == ["probability"]
    said = features.run(None, {"tiles": np.zeros((5, 32, 64, 3), np.uint8)})[0]
    assert said.shape == (5, 64, 8, 16)
    usual = {"mean": said.mean((0, 2, 3)), "variance": said.var((0, 2, 3))}
    probability = decision.run(None, {"features": said, **usual})[0]
    assert probability.shape == (5, 8, 16)
    assert ((probability > 0) & (probability < 1)).all()


def test_norms_are_folded_and_the_network_keeps_its_own(network, graphs):
    for name in (FEATURES_FILE, DECISION_FILE):
        operations = {node.op_type for node in onnx.load(graphs / name).graph.node}
        assert "Conv" in operations
        assert "BatchNormalization" not in operations
    assert any(isinstance(part, torch.nn.BatchNorm2d) for part in network.modules())


class OfBgr(OnnxTiles):
    def features(self, tiles):
        return super().features(np.ascontiguousarray(tiles[..., ::-1]))


class OfEachTile(OnnxTiles):
    """Judges a tile by itself."""

    def decide(self, features, mean, variance):
        each = (features[n : n + 1] for n in range(len(features)))
        return np.concatenate([super(OfEachTile, self).decide(e, *statistics(e)) for e in each])


class OfDeviations(OnnxTiles):
    def decide(self, features, mean, variance):
        return super().decide(features, mean, np.sqrt(variance))


@pytest.mark.parametrize("faulty", [OfBgr, OfEachTile, OfDeviations])
def test_faults_of_serving_are_no_agreement(network, graphs, monkeypatch, faulty):
    monkeypatch.setattr(tile_graphs, "OnnxTiles", faulty)
    assert difference(network, graphs) > 10 * TOLERANCE


def test_nan_is_no_agreement(network, graphs, monkeypatch):
    broken = copy.deepcopy(network)
    with torch.no_grad():
        broken.head.out.bias.fill_(torch.nan)
    assert np.isnan(difference(broken, graphs))
    monkeypatch.setattr(export_tiles, "write_graphs", lambda *given: None)
    assert not export_tiles.export(broken, graphs)


@pytest.fixture
def command(network, graphs, tmp_path, monkeypatch):
    """A folder with a model, and ``python -m release.export_tiles`` for it."""
    for name in (FEATURES_FILE, DECISION_FILE):
        (tmp_path / name).write_bytes((graphs / name).read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    write_edits(network, tmp_path / "edits.safetensors")
    monkeypatch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))
    monkeypatch.setattr(export_tiles, "write_graphs", lambda *given: None)
    monkeypatch.setattr(export_tiles, "difference", lambda *given: 1e-5)
    monkeypatch.setattr(export_tiles, "Library", lambda root, split: f"{split} of {root}")
    asked = []
    monkeypatch.setattr(
        export_tiles, "calibrated", lambda *given: asked.append(given) or THRESHOLDS
    )
    words = ["--weights", tmp_path / "edits.safetensors", "--data", "D", "--out", tmp_path]
    monkeypatch.setattr("sys.argv", ["export_tiles", *map(str, words), "--tiles", "7"])
    return tmp_path, asked


def test_one_command_exports_calibrates_and_writes_what_the_scanner_compares(command):
    folder, asked = command
    assert export_tiles.main() == 0
    assert asked == [(folder, "val of D", Tiling(512, 64, 12), 7, 1)]
    manifest = json.loads((folder / "manifest.json").read_text())
    graphs = {name: sha256_of(folder / name) for name in (FEATURES_FILE, DECISION_FILE)}
    assert manifest == MANIFEST | {
        "files": MANIFEST["files"] | graphs,
        "tiles": {
            "featuresFile": "tile-features.onnx",
            "decisionFile": "tile-decision.onnx",
            "sidePx": 512,
            "overlapPx": 64,
            "most": 12,
            "thresholds": THRESHOLDS,
            "trainingData": "lineage/1.toml",
        },
    }
    told = json.loads((folder / "parity" / "tiles.json").read_text())
    assert [one["tiles"] for one in told] == [1, 6, 12, 12]
    assert len((folder / "parity" / "tiles.json").read_text()) < 200_000


def test_a_lineage_names_all_that_ships_and_gives_its_version(command, monkeypatch):
    folder, _ = command
    (folder / "n.onnx").write_text("n")
    (folder / "n.safetensors").write_text("weights of n")
    joint = {"network": 0.9, "history": 0.8}
    thresholds = {"default": joint, "byFpr": {"0.05": joint}}
    own = {"thresholds": {"byFpr": {"0.05": 0.8}}}
    parts = {"history": {"trainingData": "old", "silentShift": 4, "thresholds": thresholds}}
    (folder / "manifest.json").write_text(json.dumps(MANIFEST | own | parts))
    lineage = folder / "2.0.0.toml"
    lineage.write_text('version = "2.0.0"\ncommit = "a"\nabout = "b"\nunknown = []\n')
    monkeypatch.setattr("sys.argv", [*sys.argv, "--lineage", str(lineage)])
    assert export_tiles.main() == 0
    names = [FEATURES_FILE, DECISION_FILE, "n.onnx", "n.safetensors", "edits.safetensors"]
    assert read_lineage(lineage).files == {name: sha256_of(folder / name) for name in names}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["version"] == "2.0.0"
    assert manifest["history"]["silentShift"] == 4
    stated = [
        manifest["trainingData"],
        *(manifest[one]["trainingData"] for one in ("history", "tiles")),
    ]
    assert stated == [statement(lineage)] * 3


def test_an_export_that_differs_leaves_the_manifest_alone(command, monkeypatch, capsys):
    folder, asked = command
    monkeypatch.setattr(export_tiles, "difference", lambda *given: 1.0)
    assert export_tiles.main() == 1
    assert "must not be shipped" in capsys.readouterr().err
    assert json.loads((folder / "manifest.json").read_text()) == MANIFEST
    assert asked == []


def test_a_network_without_a_head_for_edits_is_refused(tmp_path):
    write_traces(TraceNetwork(2), ["a", "b"], tmp_path / "traces.safetensors")
    with pytest.raises(ValueError, match="expected a head for edits"):
        export_tiles.read_network(tmp_path / "traces.safetensors", 0.0)


def test_the_graphs_judge_a_whole_picture_as_torch_does(network, graphs, tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (150, 200, 3), dtype=np.uint8)
    maps = [
        tile_map(one, picture, Tiling(128, 32, 12))
        for one in (TorchTiles(as_served(network)), OnnxTiles(graphs))
    ]
    np.testing.assert_allclose(*maps, atol=TOLERANCE)


def test_a_shift_raises_all_logits(tmp_path):
    write_edits(EditNetwork(), tmp_path / "edits.safetensors")
    plain, shifted = (
        export_tiles.read_network(tmp_path / "edits.safetensors", shift) for shift in (0.0, 1.25)
    )
    raised = shifted.head.out.bias - plain.head.out.bias
    torch.testing.assert_close(raised, torch.full_like(raised, 1.25))


def test_the_frame_makes_room_for_tiles_as_far_as_it_can():
    joint = {
        rate: {"network": network, "history": 0.8}
        for rate, network in (("0.01", 0.97), ("0.05", 0.9), ("0.1", 0.8))
    }
    stated = {
        "thresholds": {"byFpr": {"0.01": 0.95, "0.05": 0.85}},
        "history": {"modelFile": "h", "thresholds": {"default": joint["0.05"], "byFpr": joint}},
    }
    made = export_tiles.with_room_for_tiles(stated)["history"]
    networks = {rate: both["network"] for rate, both in made["thresholds"]["byFpr"].items()}
    # A fifth of 0.1 is more than 0.01, for which there is a threshold, and less than 0.05.
    assert networks == {"0.01": 0.97, "0.05": 0.95, "0.1": 0.95}
    assert made["thresholds"]["default"] == {"network": 0.95, "history": 0.8}
    assert made["modelFile"] == "h"
    assert export_tiles.with_room_for_tiles({"thresholds": {}}) == {"thresholds": {}}
