import json

import pytest
from stage_runs import record_of
from trace_parts import write_pack

from data.sha256 import sha256_of
from training import run_manifest
from training.stages.stage_options import StageOptions
from training.stages.stage_record import record_stage


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "parts")


def recorded(folder, pack, start=None, **options):
    record_stage(StageOptions(run=folder, start=start, **options), pack, pack, {"kinds": ["a"]})
    return record_of(folder)


def test_a_record_says_what_made_a_run(tmp_path, pack):
    start = tmp_path / "start.safetensors"
    start.write_bytes(b"weights")
    made = recorded(tmp_path, pack, start, max_seconds=float("inf"), steps=4)
    plain = {"run": tmp_path.name, "start": start.name, "max_seconds": None, "steps": 4}
    assert made["options"] == plain
    assert made["kinds"] == ["a"]
    assert made["parts"] == made["validation"] == {"count": 2, "split": "train"}
    assert made["starts"] == {start.name: sha256_of(start)}
    assert made["software"].keys() == {"torch", "python"}


def test_a_run_from_random_weights_starts_from_no_file(tmp_path, pack):
    assert recorded(tmp_path, pack)["starts"] == {}


def test_commits_of_earlier_stretches_are_kept(tmp_path, pack, monkeypatch):
    for commit in ("first", "second", "second"):
        monkeypatch.setattr(run_manifest, "code_commit", lambda commit=commit: commit)
        made = recorded(tmp_path, pack)
    assert made["commits"] == ["first", "second"]


def test_a_broken_record_is_named(tmp_path, pack):
    (tmp_path / "run.json").write_text(json.dumps({"commits": []})[:-1])
    with pytest.raises(ValueError, match=r"run\.json: expected JSON"):
        recorded(tmp_path, pack)
