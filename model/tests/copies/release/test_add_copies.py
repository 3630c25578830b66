from copies.export_features import MODEL_FILE
from copies.release.add_copies import released_files, with_copies
from data.sha256 import sha256_of

ACCEPTANCE = {"intercept": 1.0, "weights": {"ring": -1.0}, "levels": {"certain": 0.9, "hint": 0.5}}
NETWORK = {"name": "n", "version": "1", "files": {"n.onnx": "a" * 64}, "trainingData": "old"}


def test_a_release_keeps_the_networks_and_names_the_search():
    history = {"modelFile": "h.onnx", "trainingData": "old"}
    tiles = {"most": 12, "trainingData": "old"}
    given = NETWORK | {"history": history, "tiles": tiles}
    released = with_copies(given, "2", "b" * 64, ACCEPTANCE, "lineage/2.toml")
    assert released["version"] == "2"
    assert released["files"] == {"n.onnx": "a" * 64, MODEL_FILE: "b" * 64}
    assert released["copies"]["acceptance"] == ACCEPTANCE
    assert released["history"]["modelFile"] == "h.onnx"
    assert released["tiles"]["most"] == 12
    told = [released, *(released[one] for one in ("history", "copies", "tiles"))]
    assert [one["trainingData"] for one in told] == ["lineage/2.toml"] * 4
    assert given == NETWORK | {"history": history, "tiles": tiles}


def test_a_network_alone_gets_no_history():
    assert "history" not in with_copies(NETWORK, "2", "b" * 64, ACCEPTANCE, "lineage/2.toml")


def test_the_files_of_a_release_are_those_that_run_and_their_weights(tmp_path):
    names = ["n.onnx", "n.safetensors", MODEL_FILE]
    for name in [*names, "other.safetensors"]:
        (tmp_path / name).write_text(name)
    manifest = {"files": {"n.onnx": "a" * 64, MODEL_FILE: "b" * 64}}
    assert released_files(tmp_path, manifest) == {
        name: sha256_of(tmp_path / name) for name in ["n.onnx", MODEL_FILE, "n.safetensors"]
    }
