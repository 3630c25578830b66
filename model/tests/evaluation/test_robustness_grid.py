import json

import numpy as np
import pytest
from grey_model import save_model
from labelled_files import write_folder

from data.labelled import ModelView
from data.pixels import resize_array
from data.readers import read_set
from evaluation.__main__ import main
from evaluation.degradations import CLEAN, Degradation, degrade
from evaluation.detectors.detector import Detection, Subject
from evaluation.metrics.pixel_metrics import pixel_f1
from evaluation.restore import shrink_mask
from evaluation.robustness_grid import robustness

SIZE = 32
CELLS = [CLEAN, Degradation("blur", 23), Degradation("noise", 23)]


def bright(images):
    maps = (images.mean(axis=3, dtype=np.float32) / 255).clip(0, 1)
    return Detection(maps, maps.max(axis=(1, 2)))


SUBJECT = Subject("bright", bright, ModelView(SIZE))


def test_a_cell_is_the_mean_f1_of_what_was_degraded_and_then_resized(tmp_path):
    labelled = read_set(write_folder(tmp_path, 3, 2))
    report = robustness(SUBJECT, labelled, CELLS)
    clean = report["clean"]["value"]
    assert report["clean"]["count"] == 3
    for cell, degradation in zip(report["cells"], CELLS, strict=True):
        slow = []
        for image in labelled.images[:3]:
            seen = resize_array(degrade(image.native(), degradation, image.name), SIZE)
            truth = shrink_mask(image.truth(48, 40), SIZE)
            slow.append(pixel_f1(bright(seen[None]).probability[0], truth))
        assert cell["f1"]["value"] == pytest.approx(np.mean(slow))
        assert cell["kept"]["value"] == pytest.approx(np.mean(slow) / clean)
    assert report["cells"][0]["kept"] == {"value": 1, "low": 1, "high": 1, "count": 3}
    assert report["cells"][1]["kept"]["value"] < 0.97


def test_nothing_is_kept_of_nothing(tmp_path):
    def blind(images):
        maps = np.zeros(images.shape[:3], np.float32)
        return Detection(maps, maps.max(axis=(1, 2)))

    report = robustness(SUBJECT._replace(detect=blind), read_set(write_folder(tmp_path)), CELLS)
    assert report["cells"][1]["f1"]["value"] == 0
    assert report["cells"][1]["kept"] is None


def test_a_pack_was_resized_already(packed):
    with pytest.raises(ValueError, match="degraded at their own size; a pack's were resized"):
        robustness(SUBJECT, read_set(packed.path), CELLS)


def test_a_set_without_masks_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no manipulated image with a mask"):
        robustness(SUBJECT, read_set(write_folder(tmp_path, 0, 2)), CELLS)


def test_the_command_writes_figures_tables_and_the_same_curves_each_time(tmp_path, capsys):
    write_folder(tmp_path / "files", 2, 1)
    options = ["--model", str(save_model(tmp_path / "model")), "--set", str(tmp_path / "files")]
    for name in ("a", "b"):
        out = str(tmp_path / "out" / f"{name}.json")
        assert main(["robustness", *options, "--out", out]) == 0
    cells = json.loads((tmp_path / "out" / "a.json").read_text())[0]["cells"]
    assert len(cells) == 19
    assert "| jpeg | 50 |" in capsys.readouterr().out
    assert (tmp_path / "out" / "a.md").read_text().count("\n| ") == 22
    curves = [(tmp_path / "out" / f"{name}.svg").read_bytes() for name in ("a", "b")]
    assert curves[0] == curves[1]
    assert b"<svg" in curves[0]


def test_the_command_takes_chosen_cells_alone(tmp_path, capsys):
    write_folder(tmp_path / "files", 1, 0)
    options = ["--model", str(save_model(tmp_path / "model")), "--set", str(tmp_path / "files")]
    assert main(["robustness", *options, "--only", "jpeg=70", "blur=7"]) == 0
    out = capsys.readouterr().out
    assert "| jpeg | 70 |" in out
    assert "| blur | 7 |" in out
    assert "| noise |" not in out
    with pytest.raises(SystemExit):
        main(["robustness", *options, "--only", "blur=8"])
    assert "odd side or is 0, received 8" in capsys.readouterr().err
