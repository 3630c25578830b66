"""The committed lineages hold together and with the weights; each fault is seen."""

import json
import shutil
from dataclasses import replace

import pytest

from release.check_lineage import lineage_faults, main
from release.lineage import FOLDER, Released, read_lineage, record_release, statement

WEIGHTS = FOLDER.parent / "weights"


def test_nothing_is_wrong_with_what_ships(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["check_lineage"])
    assert main() == 0
    assert "nothing is wrong" in capsys.readouterr().out


@pytest.fixture
def folder(tmp_path):
    """Of 0.11.0 and those before it: later ones would go on from files that are changed here."""
    out = tmp_path / "lineage"
    out.mkdir()
    for path in FOLDER.glob("*.toml"):
        if [int(part) for part in path.stem.split(".")] <= [0, 11, 0]:
            shutil.copy(path, out)
    return out


@pytest.fixture
def weights(tmp_path, folder):
    """Files of a few bytes, as a release of 0.11.0 leaves them."""
    out = tmp_path / "weights"
    out.mkdir()
    path = folder / "0.11.0.toml"
    files = dict(read_lineage(path).files)
    for name in files:
        (out / name).write_text(name)
    parent = files["fasa-compact.safetensors"]
    for name, digest in files.items():
        change(path, digest, digest_of(out / name))
    change(folder / "0.10.0.toml", parent, digest_of(out / "fasa-compact.safetensors"))
    manifest = {"version": "0.11.0", "files": {"fasa-compact.onnx": "", "fasa-history.onnx": ""}}
    state(out, manifest | {"trainingData": statement(path)})
    return out


def digest_of(path):
    return statement(path).split()[-1]


def state(weights, manifest):
    (weights / "manifest.json").write_text(json.dumps(manifest))


def change(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def test_nothing_is_wrong_with_a_release(weights, folder):
    assert lineage_faults(weights, folder) == []


def test_other_weights_are_seen(weights, folder):
    (weights / "fasa-history.safetensors").write_text("others")
    (fault,) = lineage_faults(weights, folder)
    assert "fasa-history.safetensors: is not the file of 0.11.0.toml" in fault


def test_another_text_of_the_lineage_is_seen(weights, folder):
    change(folder / "0.11.0.toml", "2350", "2351")
    (fault,) = lineage_faults(weights, folder)
    assert fault.startswith("the manifest says 'lineage/0.11.0.toml sha256")


@pytest.mark.parametrize(
    ("version", "old", "new", "fault"),
    [
        ("0.9.0", 'sha256 = "f432', 'sha256 = "0432', "0.8.0: released no file 0432"),
        ("0.9.0", 'name = "0.8.0"', 'name = "0.8.1"', "0.8.1: is no earlier release"),
        ("0.9.0", 'name = "0.8.0"', 'name = "0.10.0"', "0.10.0: is no earlier release"),
        ("0.9.0", "large = 0.5", "large = 0.4", "mean: shares add up to 0.9"),
        ("0.9.0", 'of = "mean"', 'of = "means"', "fasa-compact.safetensors: no means before it"),
        ("0.9.0", 'makes = "mean"', 'makes = "large"', "large: made twice"),
        ("0.9.0", "train-l = 0.8", "train-m = 0.8", "large: no train-m before it"),
        ("0.9.0", '"8741dbf30997"', '"8741"', "train-l: no sha256 of a list: 8741"),
        ("0.9.0", 'version = "0.9.0"', 'version = "0.9.1"', "states version 0.9.1"),
        ("0.10.0", "logit_shift = 0.2", "", "is not 0.9.0, which it is said to be"),
        ("0.1.0", '"the .pth', '"" # ', "efficientnet-lite0: nothing is said of it"),
    ],
)
def test_each_fault_is_seen(folder, version, old, new, fault):
    path = folder / f"{version}.toml"
    assert path.read_text().count(old)
    change(path, old, new)
    assert any(fault in found for found in lineage_faults(WEIGHTS, folder))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("steps = 840", "step = 840", r"0\.9\.0\.toml: .*'step'"),
        ("steps = 840", 'steps = "840"', "Training.steps: expected <class 'int'>, received '840'"),
        ("steps = 840", "steps = true", "received True"),
        ("large = 0.5", 'large = "half"', "Mix.of: expected"),
        ('kind = "mix"', 'kind = "mean"', "kind of a step: expected one of"),
        ('commit = "', "commit = ", "0.9.0.toml"),
    ],
)
def test_what_is_no_lineage_is_refused(folder, old, new, message):
    path = folder / "0.9.0.toml"
    change(path, old, new)
    with pytest.raises(ValueError, match=message):
        read_lineage(path)


def test_a_release_is_recorded_in_the_place_of_an_older_one(folder):
    path = folder / "0.9.0.toml"
    before = path.read_text()
    lineage = read_lineage(path)
    record_release(path, lineage.released)
    assert path.read_text() == before
    found = Released({"n.onnx": "0" * 64}, -0.25, 0.1)
    record_release(path, found)
    assert read_lineage(path) == replace(lineage, released=found)
