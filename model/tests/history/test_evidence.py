"""The scanner's own code is run: this needs `npm ci` in the repository."""

import contextlib
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from history_pictures import jpeg, photograph

from history import evidence
from history.evidence import evidence_of
from history.forge.saving import opened, saved_png
from history.planes import FIGURES, PLANES, index

NAMES = ["photo.jpg", "broken.jpg", "cut off the grid.png", "tiny.png", "cut.jpg"]
SHAPE = (120, 160)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    blocky = jpeg(photograph(0, SHAPE), quality=25, subsampling="4:4:4")
    pixels = opened(blocky)
    files = {
        "photo.jpg": blocky,
        "broken.jpg": blocky[:200],
        "cut off the grid.png": saved_png(pixels[3:, 5:]).data,
        "tiny.png": saved_png(pixels[:9, :40]).data,
        "cut.jpg": jpeg(pixels[3:, 5:], quality=95),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def found(folder):
    """By name; one process reads all of them, by paths relative to here."""
    with contextlib.chdir(folder):
        results = list(evidence_of(Path(name) for name in NAMES))
    assert [path.name for path, _ in results] == NAMES
    return {path.name: one for path, one in results}


def brightness(folder, name, top, left):
    """Mean luma of whole cells."""
    pixels = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)[top:, left:].astype(np.float32)
    rows, columns = (side // 8 for side in pixels.shape)
    return pixels[: 8 * rows, : 8 * columns].reshape(rows, 8, columns, 8).mean((1, 3))


def test_a_jpeg_is_read_on_its_own_grid(found):
    one = found["photo.jpg"]
    assert one.planes.shape == (len(PLANES), 15, 20)
    assert one.figures.shape == (FIGURES,)
    assert (one.top, one.left, one.height, one.width) == (0, 0, *SHAPE)
    assert (one.stored_height, one.stored_width) == SHAPE
    assert np.isfinite(one.planes).all()
    assert np.isfinite(one.figures).all()


def test_the_grid_of_an_earlier_saving_is_found(found):
    one = found["cut off the grid.png"]
    assert (one.top, one.left, one.height, one.width) == (5, 3, 117, 155)
    assert (one.stored_height, one.stored_width) == (117, 155)
    assert one.planes.shape == (len(PLANES), 14, 19)


def test_a_jpegs_last_saving_names_its_grid(found):
    one = found["cut.jpg"]
    assert (one.top, one.left) == (0, 0)
    assert one.planes.shape == (len(PLANES), 14, 19)


@pytest.mark.parametrize("name", ["photo.jpg", "cut off the grid.png", "cut.jpg"])
def test_cells_lie_row_by_row_from_where_the_grid_begins(found, folder, name):
    one = found[name]
    said = one.planes[index("luma")]
    expected = brightness(folder, name, one.top, one.left)
    assert np.corrcoef(said.ravel(), expected.ravel())[0, 1] > 0.999
    off = brightness(folder, name, (one.top + 4) % 8, (one.left + 4) % 8)
    rows, columns = (min(a, b) for a, b in zip(off.shape, said.shape, strict=True))
    beside = np.corrcoef(said[:rows, :columns].ravel(), off[:rows, :columns].ravel())[0, 1]
    assert beside < 0.99


def test_strong_compression_shows_in_cells_that_were_not_saved_since(found):
    zeros = [found[name].planes[index("zeros_main")].mean() for name in NAMES[2::2]]
    gained = [found[name].planes[index("zeros_gain")].mean() for name in NAMES[2::2]]
    assert zeros[0] > zeros[1]
    assert gained[0] > gained[1]


def test_what_cannot_be_read_gives_none(found):
    assert found["broken.jpg"] is None
    assert found["tiny.png"] is None


def pretend(monkeypatch, program):
    monkeypatch.setattr(evidence, "_COMMAND", (sys.executable, "-c", program))


HINT = r"ended early: expected 4 bytes, received 0\. Run `npm ci` in the repository"
ONE_ANSWER = """
import struct, sys
sys.stdin.readline()
text = b'{"error": "none"}'
sys.stdout.buffer.write(struct.pack("<I", len(text)) + text)
"""


def test_a_process_that_ends_at_once_says_what_to_do(monkeypatch, folder):
    pretend(monkeypatch, "pass")
    with pytest.raises(RuntimeError, match=HINT):
        list(evidence_of([folder / "photo.jpg"]))


def test_a_process_that_ends_between_two_files_says_what_to_do(monkeypatch, folder):
    pretend(monkeypatch, ONE_ANSWER)
    answers = evidence_of([folder / "photo.jpg"] * 2)
    assert next(answers) == (folder / "photo.jpg", None)
    time.sleep(0.4)
    with pytest.raises(RuntimeError, match=HINT):
        next(answers)


def test_a_record_that_ends_early_is_no_evidence(monkeypatch, folder):
    pretend(monkeypatch, ONE_ANSWER.replace("len(text)", "len(text) + 5"))
    with pytest.raises(RuntimeError, match=r"expected 22 bytes, received 17"):
        list(evidence_of([folder / "photo.jpg"]))


def test_no_files_give_nothing(monkeypatch):
    pretend(monkeypatch, "import sys; sys.stdin.read()")
    assert list(evidence_of([])) == []


def test_a_reader_may_stop_early(monkeypatch, folder):
    pretend(monkeypatch, ONE_ANSWER + "sys.stdout.flush()\nsys.stdin.read()")
    answers = evidence_of([folder / "photo.jpg"] * 3)
    next(answers)
    answers.close()
