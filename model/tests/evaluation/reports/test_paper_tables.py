import json

import numpy as np
import pytest
from labelled_files import write_folder

from data.labelled import ModelView
from data.readers import read_set
from evaluation.__main__ import main
from evaluation.detectors.detector import Detection, Subject
from evaluation.reports.paper_figures import (
    ABLATION,
    DETECTION_OPENSDI,
    LOCALIZATION_OPENSDI,
    LOCALIZATION_TRADITIONAL,
)
from evaluation.reports.paper_tables import to_paper_tables
from evaluation.reports.report import evaluate


def seeing(images):
    maps = (images.mean(axis=3, dtype=np.float32) / 255).clip(0, 1)
    return Detection(maps, maps.max(axis=(1, 2)))


@pytest.fixture
def report(tmp_path):
    labelled = read_set(write_folder(tmp_path / "set"))
    return evaluate(Subject("mine", seeing, ModelView(32)), labelled)


def tables_of(text):
    """Title -> row name -> cells, with the titles of the columns as a row of its own."""
    tables = {}
    for block in text.split("\n\n"):
        if block.startswith("Table"):
            rows = tables.setdefault(block[:7], {})
        else:
            lines = [line.strip("| ").split(" | ") for line in block.splitlines()]
            rows |= {line[0]: line[1:] for line in lines}
    return tables


@pytest.mark.parametrize(
    "paper", [LOCALIZATION_OPENSDI, DETECTION_OPENSDI, LOCALIZATION_TRADITIONAL]
)
def test_a_printed_average_is_that_of_its_row(paper):
    count = len(paper.sets)
    for values in paper.rows.values():
        pairs = np.array(values).reshape(count + 1, 2)
        np.testing.assert_allclose(pairs[:count].mean(axis=0), pairs[count], atol=1.01e-4)


def test_the_full_model_of_the_ablation_is_that_of_table_1():
    assert ABLATION.rows["+ PG-FMD (Full FASA)"] == LOCALIZATION_OPENSDI.rows["FASA"][-2:]


def test_figures_stand_under_the_papers_sets_and_after_them(report):
    names = ["sd15", "sd2", "sdxl", "sd3", "flux"]
    opensdi = [report | {"set": name} for name in names]
    tables = tables_of(to_paper_tables([*opensdi, report | {"set": "forge"}]))
    f1, iou = report["pixel"]["f1"]["value"], report["pixel"]["iou"]["value"]
    mine = [f"{f1:.4f}", f"{iou:.4f}"]
    assert tables["Table 1"]["Method"][-4:] == [
        "Average F1",
        "Average IoU",
        "forge F1",
        "forge IoU",
    ]
    assert tables["Table 1"]["mine"] == mine * 7
    assert tables["Table 1"]["FASA (paper, as printed)"][:2] == ["0.8119", "0.7340"]
    assert tables["Table 1"]["FASA (paper, as printed)"][-2:] == ["-", "-"]
    at = report["score"]["points"]["0.5"]
    image = [f"{at['f1']['value']:.4f}", f"{at['accuracy']['value']:.4f}"]
    assert tables["Table 2"]["mine"] == image * 7
    auc = f"{report['pixel']['auc']['value']:.4f}"
    assert tables["Table 3"]["mine"] == ["-"] * 10 + [mine[0], auc]
    averaged = "mine, average of sd15, sd2, sdxl, sd3, flux, forge"
    assert tables["Table 4"][averaged] == mine


def test_an_average_needs_every_set(report):
    tables = tables_of(to_paper_tables([report | {"set": "CASIA1.0"}]))
    mine = tables["Table 3"]["mine"]
    assert mine[0] == f"{report['pixel']['f1']['value']:.4f}"
    assert mine[2:] == ["-"] * 8
    assert "mine" in tables["Table 1"]


def test_image_figures_need_both_labels(tmp_path):
    labelled = read_set(write_folder(tmp_path / "forged", 2, 0))
    alone = evaluate(Subject("mine", seeing, ModelView(32)), labelled)
    assert set(tables_of(to_paper_tables([alone]))["Table 2"]["mine"]) == {"-"}


def test_the_command_reads_what_run_wrote(tmp_path, report, capsys):
    (tmp_path / "a.json").write_text(json.dumps([report]))
    (tmp_path / "b.json").write_text(json.dumps([report | {"detector": "other"}]))
    assert main(["tables", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 0
    assert {"mine", "other"} <= set(tables_of(capsys.readouterr().out)["Table 1"])


@pytest.mark.parametrize("content", ["{}", '[{"detector": "a"}]', "nothing"])
def test_what_run_did_not_write_is_refused(tmp_path, capsys, content):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(SystemExit):
        main(["tables", str(tmp_path / "a.json")])
    assert "a.json: expected" in capsys.readouterr().err
