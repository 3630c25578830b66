"""``python -m evaluation real``, on folders of two and three pictures."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from grey_model import save_model
from labelled_files import write_folder

from data.json_file import read_json
from evaluation.__main__ import main
from evaluation.detectors.onnx_detector import OnnxDetector
from evaluation.measure import measure
from evaluation.metrics.auc import roc_auc
from evaluation.real import scanner_rows
from evaluation.real.real_kinds import list_sha256, real_kinds
from evaluation.real.real_report import real_report
from evaluation.real.real_rows import RealRow, rows_of_model
from evaluation.real.real_tables import real_table
from evaluation.real.scanner_rows import margin, rows_of_scanner


@pytest.fixture
def data(tmp_path):
    """Two kinds: 3 edited and 2 authentic pictures; 1 edited picture alone."""
    write_folder(tmp_path / "dev" / "real" / "fills")
    write_folder(tmp_path / "dev" / "real" / "pastes", manipulated=1, authentic=0)
    return tmp_path


def edited(kind, score, f1, auc=0.5, is_found=False):
    return RealRow(kind, True, score, is_found, f1, auc)


def authentic(kind, score, is_found=False):
    return RealRow(kind, False, score, is_found)


ROWS = [
    edited("large", 0.9, 0.6, is_found=True),
    edited("large", 0.1, 0.2),
    edited("large", 0.7, 0.1, auc=None),
    edited("small", 0.8, 0.9, auc=0.7, is_found=True),
    authentic("large", 0.2),
    authentic("large", 0.75, is_found=True),
]


def test_a_large_kind_counts_no_more_than_a_small_one():
    report = real_report("d", "0" * 64, ROWS)
    large, small, mean = report["kinds"]["large"], report["kinds"]["small"], report["mean"]
    assert large["f1"]["value"] == pytest.approx(0.3)
    assert mean["f1"]["value"] == pytest.approx((0.3 + 0.9) / 2)
    assert mean["found"]["value"] == pytest.approx((1 / 3 + 1) / 2)
    assert mean["auc"]["value"] == pytest.approx((0.5 + 0.7) / 2)
    assert [one["f1"]["count"] for one in (large, small, mean)] == [3, 1, 4]
    # A mask of ones has no other pixel to rank against.
    assert large["auc"]["count"] == 2


def test_pictures_are_ranked_against_the_authentic_ones_of_all_kinds():
    report = real_report("d", "0" * 64, ROWS)
    assert report["kinds"]["small"]["imageAuc"]["value"] == 1
    large = roc_auc([0.9, 0.1, 0.7, 0.2, 0.75], [1, 1, 1, 0, 0])
    assert report["kinds"]["large"]["imageAuc"]["value"] == pytest.approx(large)
    assert report["mean"]["imageAuc"]["value"] == pytest.approx((large + 1) / 2)
    assert report["kinds"]["large"]["imageAuc"]["count"] == 5
    assert report["flagged"]["value"] == 0.5
    assert report["flaggedByKind"] == {"large": (1, 2)}


def test_intervals_hold_the_figure_and_a_mean_over_kinds_loses_none():
    rng = np.random.default_rng(0)
    rows = [edited("a", s, s) for s in rng.random(30)] + [edited("b", 0.5, 5.0)]
    report = real_report("d", "0" * 64, [*rows, authentic("a", 0.4)])
    mean = report["mean"]["f1"]
    assert mean["low"] < mean["value"] < mean["high"]
    # Half of it is kind b's 5.0, in every draw.
    assert mean["low"] > 2.5


@pytest.mark.parametrize("rows", [ROWS[:4], ROWS[4:]])
def test_one_class_alone_is_no_ruler(rows):
    with pytest.raises(ValueError, match="expected edited and authentic pictures, received"):
        real_report("d", "0" * 64, rows)


def test_the_table_has_a_row_a_kind_and_the_mean_last():
    lines = real_table(real_report("grey 1", "ab" * 32, ROWS)).splitlines()
    assert lines[0] == ("grey 1: 4 edited, 2 authentic, list sha256 abababababab; [95 % interval]")
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]
    assert cells[0][:3] == ["kind", "n", "pixel F1"]
    assert cells[2][0] == "large"
    assert cells[2][-1] == "1 of 2"
    # One picture has no interval.
    assert cells[3][:4] == ["small", "1", "0.900", "0.700"]
    assert cells[3][-1] == "-"
    assert cells[4][:2] == ["mean over 2 kinds", "4"]
    assert cells[4][-1].startswith("0.500 [")


def test_rows_of_a_model_are_at_the_pictures_own_size(data, tmp_path):
    subject = OnnxDetector(save_model(tmp_path / "model", decided_by="robustScore")).subject
    kinds = real_kinds(data)
    rows = rows_of_model(subject, kinds)
    first = measure(subject, kinds["fills"]).images[0]
    assert rows[0].auc == first.native_pixel.auc != first.pixel.auc
    assert [(row.kind, row.is_edited) for row in rows] == [
        *[("fills", True)] * 3, *[("fills", False)] * 2, ("pastes", True),
    ]  # fmt: skip
    assert all(row.auc > 0.95 and row.f1 > 0.9 for row in rows if row.is_edited)
    assert all(row.f1 is None for row in rows if not row.is_edited)
    assert [row.is_found for row in rows] == [row.score > 0.25 for row in rows]


def test_the_list_is_hashed_with_its_kinds(data):
    kinds = real_kinds(data)
    other = {"splices" if name == "pastes" else name: one for name, one in kinds.items()}
    assert list_sha256(kinds) != list_sha256(other)
    assert len(list_sha256(kinds)) == 64


def test_a_folder_without_kinds_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"dev/real: expected a folder for each kind"):
        real_kinds(tmp_path)


def said(state, score, threshold):
    return {"state": state, "score": score, "threshold": threshold}


def test_a_margin_is_above_zero_where_a_witness_found_something():
    nothing, found = said("nothing", 0.6, 0.9), said("found", 0.9, 0.7)
    assert margin([nothing]) < 0 < margin([nothing, found])
    assert margin([nothing, said("cannotTell", 0.99, 0.7)]) == margin([nothing])
    assert margin([nothing, {"state": "cannotTell", "threshold": 0.7}]) == margin([nothing])
    assert margin([said("nothing", 0.5, 0.5)]) == 0
    assert margin([said("found", 1.0, 0.5)]) > margin([said("found", 0.999, 0.5)])


ANSWER = {
    "images": [
        {
            "file": "Tp/0.png", "truth": "manipulated", "label": "manipulated",
            "witnesses": {"network": said("found", 0.9, 0.5)},
            "nativePixel": {"f1": 0.4, "iou": 0.25, "auc": 0.8},
        },
        {
            "file": "Au/0.png", "truth": "authentic", "label": "authentic",
            "witnesses": {"network": said("nothing", 0.2, 0.5)}, "falsePositiveArea": 0,
        },
    ]
}  # fmt: skip
FAKE = f"""
import sys
from pathlib import Path
print("heard", sys.argv[1:], file=sys.stderr)
print({json.dumps(json.dumps(ANSWER))})
"""


def test_the_scanner_is_asked_kind_by_kind(data, tmp_path, monkeypatch):
    monkeypatch.setattr(scanner_rows, "_COMMAND", (sys.executable, "-c", FAKE))
    rows = rows_of_scanner(data, real_kinds(data), tmp_path, network_alone=True)
    assert [row.kind for row in rows] == ["fills", "fills", "pastes", "pastes"]
    assert rows[0] == RealRow("fills", True, pytest.approx(np.log(9)), True, 0.4, 0.8)
    assert rows[1] == RealRow("fills", False, pytest.approx(-np.log(4)), False)


def test_the_scanner_hears_which_witnesses_and_which_model(data, tmp_path, monkeypatch):
    heard = []

    def run(command, **_):
        heard.append(command)
        raise KeyboardInterrupt

    monkeypatch.setattr(scanner_rows.subprocess, "run", run)
    for alone in (True, False):
        with pytest.raises(KeyboardInterrupt):
            rows_of_scanner(data, real_kinds(data), tmp_path / "m", alone)
    asked = ("--json", "--model", str(tmp_path / "m"))
    assert heard[0][-5:] == (*asked, "--no-history", "--no-copies")
    assert heard[1][-3:] == asked
    assert heard[0][-6] == str(data / "dev" / "real" / "fills")


def test_what_the_scanner_cannot_evaluate_is_told(data, tmp_path, monkeypatch):
    fails = "import sys; print('Tp/0.png: no image', file=sys.stderr); sys.exit(1)"
    monkeypatch.setattr(scanner_rows, "_COMMAND", (sys.executable, "-c", fails))
    with pytest.raises(ChildProcessError, match=r"ended with 1: Tp/0\.png: no image"):
        rows_of_scanner(data, real_kinds(data), tmp_path, network_alone=True)


def test_the_command_prints_and_writes(data, tmp_path, capsys):
    model, out = save_model(tmp_path / "model"), tmp_path / "figures" / "real.json"
    given = ["--data", str(data), "--model", str(model), "--by", "python-network"]
    assert main(["real", *given, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("grey 1.2.3, python-network: 4 edited, 2 authentic, list sha256 ")
    (report,) = read_json(out)
    assert list(report["kinds"]) == ["fills", "pastes"]
    assert report["mean"]["f1"]["count"] == 4


def test_a_broken_folder_is_told_in_one_line(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["real", "--data", str(tmp_path)])
    assert ended.value.code == 2
    assert "expected a folder for each kind of edit" in capsys.readouterr().err


def test_the_scanner_itself_agrees_with_python(tmp_path):
    """Node, the command line and a tiny model: two pictures."""
    model = Path(__file__).parents[4] / "test" / "fixtures" / "tiny-model"
    write_folder(tmp_path / "dev" / "real" / "fills", manipulated=1, authentic=1)
    kinds = real_kinds(tmp_path)
    ours = rows_of_model(OnnxDetector(model).subject, kinds)
    theirs = rows_of_scanner(tmp_path, kinds, model, network_alone=True)
    assert [row.is_found for row in theirs] == [row.is_found for row in ours]
    assert theirs[0].auc == pytest.approx(ours[0].auc, abs=0.02)
    assert theirs[0].f1 == pytest.approx(ours[0].f1, abs=0.02)
