"""Thresholds come from authentic validation pictures; the manifest carries what was measured."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_network import TINY

from data.labelled import AUTHENTIC, MANIPULATED, LabelledImage
from data.packed_set import write_pack
from evaluation.measure import Measurement
from fasa.config import Config
from fasa.model import Fasa
from release import release
from release.check_lineage import lineage_faults
from release.lineage import read_lineage, statement
from training.run import Run


def measurements(
    manipulated: np.ndarray, score: np.ndarray, robust: np.ndarray
) -> list[Measurement]:
    return [
        Measurement(
            LabelledImage(str(index), MANIPULATED if fake else AUTHENTIC, lambda: b""),
            {"score": float(one), "robustScore": float(other)},
        )
        for index, (fake, one, other) in enumerate(zip(manipulated, score, robust, strict=True))
    ]


def test_the_score_that_separates_better_decides():
    manipulated = np.array([False, False, False, True, True, True])
    score = np.array([0.9, 0.2, 0.3, 0.1, 0.5, 0.8])
    robust = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.8])
    chosen = release.choose_thresholds(measurements(manipulated, score, robust))
    assert chosen["decidedBy"] == "robustScore"
    assert chosen["default"] == chosen["byFpr"]["0.05"]


def test_a_threshold_flags_fewer_authentic_pictures_than_its_rate_but_some():
    rng = np.random.default_rng(0)
    manipulated = np.arange(1000) >= 400
    one = rng.random(1000)
    chosen = release.choose_thresholds(measurements(manipulated, one, one))
    for rate, threshold in chosen["byFpr"].items():
        flagged = (one[:400] > threshold).mean()
        assert 0 < flagged < float(rate)
        assert flagged > float(rate) - 0.035


LINEAGE = """
version = "0.0.0"
about = "noise"
parents = [{ name = "nothing", sha256 = "unknown", about = "random weights" }]
steps = [{ kind = "release", makes = "fasa-tiny.safetensors", of = "nothing" }]
"""


@pytest.fixture
def packs(tmp_path) -> Path:
    rng = np.random.default_rng(0)
    for name in ("validation", "held-out"):
        images = rng.integers(0, 256, (12, 64, 64, 3), dtype=np.uint8)
        masks = np.zeros((12, 64, 64), np.uint8)
        masks[6:, 16:48, 16:48] = 1
        operations = ["authentic"] * 6 + ["splice"] * 6
        write_pack(tmp_path / name, images, masks, {"operations": operations})
    return tmp_path


def test_a_release_carries_and_prints_its_figures(packs, monkeypatch, tmp_path, capsys):
    checkpoint = tmp_path / "checkpoint.pt"
    Run.start(Fasa(Config.named(str(TINY))), 1e-3, 0.05, 0.9).save(checkpoint)
    command = ["release", "--config", str(TINY), "--checkpoint", str(checkpoint)]
    command += ["--validation", str(packs / "validation"), "--held-out", str(packs / "held-out")]
    lineage, out = tmp_path / "0.0.0.toml", tmp_path / "out"
    lineage.write_text(LINEAGE)
    command += ["--lineage", str(lineage), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", command)
    assert release.main() == 0
    assert lineage_faults(out, tmp_path) == []
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["trainingData"] == statement(lineage)
    assert "metrics" not in manifest
    assert read_lineage(lineage).files.keys() == {"fasa-tiny.onnx", "fasa-tiny.safetensors"}
    assert manifest["thresholds"]["default"] == manifest["thresholds"]["byFpr"]["0.05"]
    report = json.loads((out / "report.json").read_text())
    assert report["detector"] == "fasa-tiny 0.0.0"
    figures = report["metrics"]["held-out"]
    assert (figures["manipulatedCount"], figures["authenticCount"]) == (6, 6)
    decided = manifest["thresholds"]["decidedBy"]
    assert figures[decided]["threshold"] == manifest["thresholds"]["default"]
    printed = capsys.readouterr().out
    assert "held-out: 6 manipulated, 6 authentic" in printed
    assert f"| fasa-tiny 0.0.0 | {figures['pixel']['f1']['value']:.3f} [" in printed


def test_the_lineage_of_another_version_is_refused(monkeypatch, tmp_path):
    lineage = tmp_path / "lineage.toml"
    lineage.write_text(LINEAGE.replace("0.0.0", "0.0.1"))
    command = ["release", "--config", str(TINY), "--checkpoint", "none", "--validation", "none"]
    command += ["--held-out", "none", "--lineage", str(lineage), "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(ValueError, match=r"expected the lineage of 0\.0\.0"):
        release.main()
