import json
import sys

import cv2
import numpy as np
import pytest

from data.labelled import AUTHENTIC
from data.photographs import Library
from forge import FORGE_VERSION
from forge.forged_folder import write_authentic, write_folder
from forge.plan import make_plan
from forge.sample import make_sample
from forge.write import main as write_main


@pytest.fixture(scope="module")
def folder(data_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("folder")
    write_folder(make_plan(data_folder, "test", "unseen"), range(100, 112), out)
    return out


@pytest.fixture
def about(folder):
    return json.loads((folder / "about.json").read_text())


def test_every_sample_is_a_file_named_by_its_seed(folder, about, data_folder):
    operations = make_plan(data_folder, "test", "unseen").operations
    library = Library(data_folder, "test")
    for seed, entry in zip(range(100, 112), about["files"], strict=True):
        sample = make_sample(library, seed, operations)
        authentic = sample.operation == AUTHENTIC
        assert entry["file"] == f"{'Au' if authentic else 'Tp'}/{seed:08}.png"
        assert (entry["operation"], entry["source"]) == (sample.operation, sample.source)
        assert entry["generator"] == ("unseen" if sample.operation == "resynthesis" else None)
        image = cv2.imread(str(folder / entry["file"]))
        np.testing.assert_array_equal(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), sample.image)
        truth = folder / "Gt" / f"{seed:08}.png"
        assert truth.exists() != authentic
        if not authentic:
            mask = cv2.imread(str(truth), cv2.IMREAD_UNCHANGED)
            np.testing.assert_array_equal(mask, sample.mask * 255)


def test_about_says_what_the_set_was_drawn_from(about, data_folder):
    assert about["forgeVersion"] == FORGE_VERSION
    assert (about["split"], about["firstSeed"], about["count"]) == ("test", 100, 12)
    assert about["photoListSha256"] == Library(data_folder, "test").list_sha256


def test_a_folder_that_holds_files_is_refused(folder, data_folder):
    with pytest.raises(FileExistsError, match="expected an empty folder"):
        write_folder(make_plan(data_folder, "test", "unseen"), range(2), folder)


def test_authentic_photographs_come_as_they_are_and_processed(data_folder, tmp_path):
    library = Library(data_folder, "val")
    write_authentic(library, 5, tmp_path)
    about = json.loads((tmp_path / "about.json").read_text())
    assert [entry["source"] for entry in about["files"][::2]] == library.names
    assert {entry["variant"] for entry in about["files"][::2]} == {"as_is"}
    assert {entry["variant"] for entry in about["files"][1::2]} == {"processed"}
    for as_is, processed in zip(about["files"][::2], about["files"][1::2], strict=True):
        assert as_is["source"] == processed["source"]
        original = library.path(as_is["source"])
        assert (tmp_path / as_is["file"]).read_bytes() == original.read_bytes()
        image = cv2.imread(str(tmp_path / processed["file"]))
        assert not np.array_equal(image, cv2.imread(str(original)))
    assert len(list((tmp_path / "Au").iterdir())) == 2 * len(library)


@pytest.mark.parametrize(
    "target", [["--folder", "set", "--count", "3", "--workers", "2"], ["--authentic", "set"]]
)
def test_the_command_writes_files(target, data_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    options = ["--data", str(data_folder), "--split", "test", *target]
    monkeypatch.setattr(sys, "argv", ["forge.write", *options])
    write_main()
    files = json.loads((tmp_path / "set" / "about.json").read_text())["files"]
    assert all((tmp_path / "set" / entry["file"]).is_file() for entry in files)
    assert Library(data_folder, "test").list_sha256 in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--out", "set"], ["--folder", "set", "--count", "0"]])
def test_the_command_refuses_a_set_without_samples(options, data_folder, monkeypatch, capsys):
    command = ["forge.write", "--data", str(data_folder), "--split", "test", *options]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit):
        write_main()
    assert "count" in capsys.readouterr().err
