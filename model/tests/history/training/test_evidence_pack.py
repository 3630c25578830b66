import json

import cv2
import numpy as np
import pytest
from history_pictures import call

from history.cells import labels_of
from history.evidence import Evidence
from history.forge.known_pasts import INDEX, entries
from history.planes import FIGURES, PLANES
from history.training import evidence_pack as packing
from history.training.evidence_pack import LABELS_FILE, PLANES_FILE, Pack, main, pack


class Scanner:
    """Stands in for the scanner: noise by file name, on a grid that begins at (3, 5)."""

    def __init__(self):
        self.asked = []
        self.without = set()

    def stored(self, height, width):
        return height, width

    def __call__(self, paths):
        for path in list(paths):
            self.asked.append(path.name)
            yield path, None if path.name in self.without else self.evidence(path)

    def evidence(self, path):
        height, width = cv2.imread(str(path)).shape[:2]
        rows, columns = (height - 3) // 8, (width - 5) // 8
        rng = np.random.default_rng(sum(path.name.encode()))
        planes = rng.normal(0, 3, (len(PLANES), rows, columns)).astype(np.float32)
        figures = rng.normal(0, 1, FIGURES).astype(np.float32)
        return Evidence(planes, figures, 3, 5, height, width, *self.stored(height, width))


@pytest.fixture
def scanner(monkeypatch):
    scanner = Scanner()
    monkeypatch.setattr(packing, "evidence_of", scanner)
    return scanner


def contents(folder):
    return [(folder / name).read_bytes() for name in (PLANES_FILE, LABELS_FILE, INDEX)]


def test_a_pack_gives_back_what_the_scanner_said(written, scanner, tmp_path):
    yielded = list(pack(written, tmp_path))
    packed, files = Pack(tmp_path), list(entries(written))
    assert len(packed) == len(files) == len(yielded)
    for number, entry in enumerate(files):
        expected, picture = scanner.evidence(written / entry["file"]), packed.picture(number)
        assert picture.about["file"] == entry["file"]
        assert picture.about.items() >= entry.items()
        assert picture.planes.shape == expected.planes.shape
        assert packed.shape(number) == picture.labels.shape == picture.planes.shape[1:]
        np.testing.assert_array_equal(picture.planes, expected.planes.astype(np.float16))
        np.testing.assert_allclose(picture.figures, expected.figures, atol=1e-6)


def test_labels_are_those_of_the_mask_on_the_scanners_grid(written, scanner, tmp_path):
    list(pack(written, tmp_path))
    packed, edited = Pack(tmp_path), 0
    for number, entry in enumerate(entries(written)):
        picture = packed.picture(number)
        assert packed.is_edited(number) == picture.is_edited == entry["file"].startswith("Tp/")
        if not picture.is_edited:
            assert not picture.labels.any()
            continue
        mask = cv2.imread(str(written / "Gt" / f"{entry['seed']:08}.png"), 0) > 127
        expected = labels_of(mask, 3, 5, *picture.labels.shape)
        np.testing.assert_array_equal(picture.labels, expected)
        edited += 1
    assert edited > 1


def test_masks_are_scaled_back_with_their_picture(scanner, tmp_path, monkeypatch):
    # The scanner reads half of the picture's size: so its cells are 16 pixels of the file.
    for folder in ("Tp", "Gt"):
        (tmp_path / folder).mkdir()
    mask = np.zeros((160, 176), np.uint8)
    mask[6 + 32 : 6 + 64, 10 + 48 : 10 + 112] = 255
    cv2.imwrite(str(tmp_path / "Tp" / "1.png"), np.zeros((80, 88, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "Gt" / "1.png"), mask)
    (tmp_path / INDEX).write_text(json.dumps({"file": "Tp/1.png"}) + "\n")
    monkeypatch.setattr(scanner, "stored", lambda height, width: (2 * height, 2 * width))
    list(pack(tmp_path, tmp_path / "pack"))
    expected = np.zeros((9, 10))
    expected[2:4, 3:7] = 1
    assert (Pack(tmp_path / "pack").picture(0).labels == expected).all()


def test_packing_goes_on_where_it_stopped(written, scanner, tmp_path):
    list(pack(written, tmp_path / "whole"))
    files = list(scanner.asked)
    scanner.asked.clear()
    partly = pack(written, tmp_path / "parts")
    done = [next(partly)["file"] for _ in range(3)]
    partly.close()
    # It was stopped while it wrote the fourth: its index does not know of that.
    for name in (PLANES_FILE, LABELS_FILE):
        with (tmp_path / "parts" / name).open("ab") as file:
            file.write(b"\x01" * 100)
    scanner.asked.clear()
    rest = [entry["file"] for entry in pack(written, tmp_path / "parts")]
    assert [name.split("/")[1] for name in done + rest] == files
    assert scanner.asked == files[3:]
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")
    assert list(pack(written, tmp_path / "parts")) == []


def test_files_without_evidence_are_left_out(written, scanner, tmp_path):
    names = [entry["file"] for entry in entries(written)]
    scanner.without = {names[1].split("/")[1]}
    call(main, "--set", written, "--out", tmp_path)
    packed = Pack(tmp_path)
    kept = [name for name in names if name.split("/")[1] not in scanner.without]
    assert [packed.picture(n).about["file"] for n in range(len(packed))] == kept
    np.testing.assert_array_equal(
        packed.picture(len(packed) - 1).planes,
        scanner.evidence(written / kept[-1]).planes.astype(np.float16),
    )


def test_an_edited_file_without_a_mask_is_refused(scanner, tmp_path):
    (tmp_path / "Tp").mkdir()
    cv2.imwrite(str(tmp_path / "Tp" / "1.png"), np.zeros((40, 48, 3), np.uint8))
    (tmp_path / INDEX).write_text(json.dumps({"file": "Tp/1.png"}) + "\n")
    with pytest.raises(ValueError, match=r"expected the mask of Tp/1\.png"):
        list(pack(tmp_path, tmp_path / "pack"))
