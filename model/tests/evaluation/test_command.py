import json

import numpy as np
import pytest
from grey_model import save_model
from labelled_files import write_folder

from data.labelled import ModelView
from evaluation.__main__ import main
from evaluation.detectors.onnx_detector import OnnxDetector
from evaluation.thresholds import Thresholds


def test_the_model_gets_pictures_and_returns_maps(tmp_path, packed):
    probability, score = OnnxDetector(save_model(tmp_path / "model"))(packed.images[:3])
    expected = packed.images[:3].mean(axis=3) / 255
    np.testing.assert_allclose(probability, expected, atol=1e-5)
    np.testing.assert_allclose(score, expected.max(axis=(1, 2)), atol=1e-5)


def test_the_manifest_states_what_a_measurement_needs(tmp_path):
    subject = OnnxDetector(save_model(tmp_path, decided_by="robustScore")).subject
    assert subject.name == "grey 1.2.3"
    assert subject.view == ModelView(32, "linear")
    assert subject.thresholds == Thresholds("robustScore", 0.25, {"0.01": 0.75})


def test_a_threshold_belongs_to_the_score_that_decides():
    thresholds = Thresholds("robustScore", 0.25, {"0.01": 0.75})
    assert (thresholds.of("score"), thresholds.of("robustScore")) == (0.5, 0.25)
    assert thresholds.points("score") == {"0.5": 0.5}
    assert thresholds.points("robustScore") == {"0.5": 0.5, "FPR 0.01": 0.75}


def test_a_score_that_nobody_knows_is_refused(tmp_path):
    detector = OnnxDetector(save_model(tmp_path, decided_by="median"))
    with pytest.raises(ValueError, match=r"decidedBy: expected one of .* received 'median'"):
        _ = detector.subject


def test_pictures_of_another_size_are_refused(tmp_path):
    detector = OnnxDetector(save_model(tmp_path / "model"))
    with pytest.raises(
        ValueError, match=r"takes pictures of \(32, 32, 3\), received \(16, 16, 3\)"
    ):
        detector(np.zeros((1, 16, 16, 3), np.uint8))


def test_a_model_that_is_not_the_manifests_is_refused(tmp_path):
    folder = save_model(tmp_path / "model")
    with (folder / "grey.onnx").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ValueError, match=r"grey\.onnx: expected sha256"):
        OnnxDetector(folder)


def test_a_model_with_another_contract_is_refused(tmp_path):
    folder = save_model(tmp_path / "model", input_name="pixels")
    with pytest.raises(ValueError, match=r"expected input 'image'.*received \['pixels'\]"):
        OnnxDetector(folder)


def test_the_command_prints_json(tmp_path, packed, capsys):
    model = save_model(tmp_path / "model")
    options = ["--model", str(model), "--set", str(packed.path), "--baselines", "--json"]
    assert main(options) == 0
    reports = json.loads(capsys.readouterr().out)
    names = ["grey 1.2.3", "all-zero", "random", "error-level analysis"]
    assert [report["detector"] for report in reports] == names
    assert reports[0]["score"]["threshold"] == 0.25
    assert reports[0]["pixel"]["auc"]["value"] > 0.95


def test_reports_of_several_sets_are_written(tmp_path, packed, capsys):
    model, out = save_model(tmp_path / "model"), tmp_path / "reports" / "all.json"
    folder = write_folder(tmp_path / "files")
    sets = ["--set", str(packed.path), "--set", str(folder)]
    assert main(["run", "--model", str(model), *sets, "--limit", "2", "--out", str(out)]) == 0
    reports = json.loads(out.read_text())
    assert [(one["set"], one["imageCount"]) for one in reports] == [("pack", 4), ("files", 4)]
    assert reports[1]["nativePixel"]["f1"]["count"] == 2
    printed = capsys.readouterr().out
    assert out.with_suffix(".md").read_text() == printed
    assert printed.count("| detector |") == 2


def test_what_was_made_from_a_photograph_is_left_out(tmp_path, packed, capsys):
    sources = ["some/a.jpg" if index < 4 else "some/b.jpg" for index in range(len(packed))]
    about = packed.path / "pack.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "sources": sources}))
    options = ["--model", str(save_model(tmp_path / "model")), "--set", str(packed.path), "--json"]
    assert main([*options, "--without-source", "some/a.jpg"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["imageCount"] == len(packed) - 4
    with pytest.raises(SystemExit):
        main([*options, "--without-source", "some/a.jpg", "some/c.jpg"])
    assert "received ['some/c.jpg']" in capsys.readouterr().err


def test_the_command_prints_tables(packed, capsys):
    main(["--set", str(packed.path), "--baselines"])
    assert "| all-zero | 0.000 [0.000, 0.000]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "nothing to measure"),
        (["--baselines"], "files: give --size"),
        (["--model", "nowhere"], "nowhere/manifest.json"),
    ],
)
def test_what_cannot_be_measured_is_a_usage_error(tmp_path, capsys, options, message):
    folder = write_folder(tmp_path / "files")
    with pytest.raises(SystemExit) as stopped:
        main(["--set", str(folder), *options])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
