import cv2
import numpy as np
import pytest
from grey_model import save_model
from labelled_files import SQUARE, picture, save, write_folder

from evaluation.__main__ import main


@pytest.fixture
def folder(tmp_path):
    """Tp/1.png is not brighter where its mask says so; Au/1.png is the brightest authentic one."""
    root = write_folder(tmp_path / "files", 3, 3)
    save(root / "Tp" / "1.png", picture(1))
    dim = picture(50)
    dim[SQUARE] += 60
    save(root / "Au" / "1.png", dim)
    return root


def test_the_worst_come_first_as_pictures(tmp_path, folder, capsys):
    model, out = save_model(tmp_path / "model"), tmp_path / "out"
    options = ["--model", str(model), "--set", str(folder), "--out", str(out), "--count", "2"]
    assert main(["gallery", *options]) == 0
    lines = (out / "files" / "gallery.md").read_text().splitlines()[4:]
    assert lines[0].startswith("| ![](miss-01.png) | Tp/1.png | manipulated | - |")
    assert lines[0].endswith("| 0.000 |")
    assert lines[2].startswith("| ![](false-alarm-01.png) | Au/1.png | authentic | - |")
    assert lines[2].endswith("| - |")
    assert len(lines) == 4
    assert sorted(file.name for file in (out / "files").glob("*.png")) == [
        "false-alarm-01.png",
        "false-alarm-02.png",
        "miss-01.png",
        "miss-02.png",
    ]
    miss = cv2.imread(str(out / "files" / "miss-01.png"))
    assert miss.shape == (360, 3 * 432 + 24, 3)
    truth = miss[:, 2 * 432 + 24 :]
    assert truth[9 * 16, 9 * 20].min() == 255
    assert truth[:, :80].max() == 0
    alarm = cv2.imread(str(out / "files" / "false-alarm-01.png"))
    assert np.ptp(alarm[:, 2 * 432 + 24 :]) == 0


def test_one_model_alone_makes_a_gallery(tmp_path, folder, capsys):
    model = str(save_model(tmp_path / "model"))
    with pytest.raises(SystemExit):
        main(["gallery", "--model", model, "--model", model, "--set", str(folder), "--out", "x"])
    assert "expected one --model, received 2" in capsys.readouterr().err
