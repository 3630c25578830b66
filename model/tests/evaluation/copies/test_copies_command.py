"""``python -m evaluation copies`` with a scanner of the test's own."""

import sys
from argparse import ArgumentParser

import numpy as np
import pytest
from labelled_files import write_folder
from told_copies import box, pair

from data.json_file import read_json
from data.pixels import decode
from evaluation.__main__ import main as evaluation
from evaluation.commands import copies
from evaluation.copies import scanned_copies
from evaluation.copies.scanned_copies import ScannedPicture, picture_of, scan_folder

SOURCE, SQUARE = box(0, 0, 5, 5), box(10, 8, 24, 16)
FALSE_PAIR = pair(SOURCE, SQUARE, level="hint")


@pytest.fixture
def data(tmp_path):
    """Three pictures with a bright square for a copy; two authentic ones beside them."""
    write_folder(tmp_path / "dev" / "real" / "copies-exact")
    return tmp_path


def scanner(tell):
    """Of each file in the folder: the pairs that ``tell`` makes of its pixels."""
    folders = []

    def scan(folder):
        folders.append(folder)
        files = sorted(folder.iterdir())
        return {
            file.name: ScannedPicture(tell(decode(file, None).pixels), can_tell=True)
            for file in files
        }

    return scan, folders


def seen_square(pixels):
    """A picture's bright square as a copy."""
    rows, columns = np.nonzero(pixels.mean(axis=2) > 125)
    if not len(rows):
        return []
    left, top = columns.min(), rows.min()
    side = box(left, top, columns.max() + 1 - left, rows.max() + 1 - top)
    return [pair(SOURCE, side)]


def run(data, scan, *options):
    parser = ArgumentParser()
    copies.add_arguments(parser)
    out = data / "figures" / "copies.json"
    given = ["--data", str(data), "--json", str(out), *options]
    assert copies.main(parser.parse_args(given), scan) == 0
    return read_json(out)


def test_copies_are_found_after_every_handling(data, capsys):
    scan, folders = scanner(seen_square)
    figures = run(data, scan, "--set", "copies-exact")
    handlings = [row["handling"] for row in figures["edited"]]
    assert handlings == [
        "as it is", "JPEG 90", "JPEG 75", "JPEG 60", "scaled to 0.75", "scaled to 0.5",
    ]  # fmt: skip
    assert [row["count"] for row in figures["edited"]] == [3] * 6
    for row in figures["edited"]:
        assert row["certain"] == row["hint"]
        assert row["hint"]["found"] == [1, 0.439, 1]
        # The truth is scaled with the picture.
        assert row["hint"]["reportedF1"][0] > 0.9
    assert figures["authentic"] == []
    assert not any(folder.exists() for folder in folders)
    assert "| scaled to 0.5 | 3 | 0 | certain | 1.000 [0.439, 1.000]" in capsys.readouterr().out


def test_a_source_in_place_of_the_copy_is_found_and_reports_nothing(data):
    def swapped(pixels):
        return [pair(one.copy, one.source) for one in seen_square(pixels)]

    figures = run(data, scanner(swapped)[0], "--set", "copies-exact", "--handling", "as it is")
    (row,) = figures["edited"]
    assert row["certain"]["found"][0] == row["certain"]["betterSideF1"][0] == 1
    assert row["certain"]["reportedF1"] == [0, 0, 0]


def test_false_pairs_are_counted(data):
    def tell(pixels):
        return [FALSE_PAIR] * 2 if pixels[0, 0].sum() == first else []

    first = decode(data / "dev" / "real" / "copies-exact" / "Au" / "0.png", None).pixels[0, 0].sum()
    (row,) = run(data, scanner(tell)[0], "--set", "beside-edits")["authentic"]
    assert (row["set"], row["handling"], row["count"]) == ("beside-edits", "as it is", 2)
    assert row["hint"]["flagged"][0] == 0.5
    assert row["hint"]["pairs"] == [1, 0, 2]
    assert row["certain"]["pairs"] == [0, 0, 0]
    # None of two is no proof of none.
    assert row["certain"]["flagged"] == [0, 0, 0.658]


def test_a_search_that_ended_early_found_nothing_and_is_counted(data):
    def scan(folder):
        return {file.name: ScannedPicture([], can_tell=False) for file in folder.iterdir()}

    (row,) = run(data, scan, "--set", "copies-exact", "--handling", "JPEG 60")["edited"]
    assert (row["cannotTell"], row["count"], row["hint"]["found"][0]) == (3, 3, 0)


def test_the_same_files_give_the_same_figures_and_the_command_that_measures_them(data, monkeypatch):
    monkeypatch.setattr(copies.os, "getloadavg", lambda: (1.24, 0, 0))
    options = ("--set", "copies-exact", "beside-edits", "--limit", "1", "--handling", "JPEG 75")
    first, again = (run(data, scanner(seen_square)[0], *options) for _ in range(2))
    assert first == again
    assert first["load"] == 1.2
    assert [row["count"] for row in (*first["edited"], *first["authentic"])] == [1, 1]
    assert first["command"].startswith(
        "python -m evaluation copies --data DATA --forge 40 --set copies-exact beside-edits "
        "--handling 'JPEG 75' --limit 1 --json "
    )


def test_what_the_scanner_leaves_out_is_told(data):
    with pytest.raises(KeyError, match=r"00000\.png"):
        run(data, lambda _: {}, "--set", "copies-exact")


def test_a_set_that_is_not_there_is_told_in_one_line(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        evaluation(["copies", "--data", str(tmp_path), "--set", "copies-exact"])
    assert ended.value.code == 2
    assert "copies-exact" in capsys.readouterr().err


SIDE = {"polygons": [[{"x": 1, "y": 2}, {"x": 4, "y": 2}, {"x": 1, "y": 9}]]}
TOLD = {
    "object": {"key": "a.png"},
    "witnesses": {"copies": {"state": "found"}},
    "copies": [{"source": SIDE, "copy": SIDE, "level": "hint", "isSideKnown": False}],
}


def test_a_verdict_is_read():
    side = [[(1, 2), (4, 2), (1, 9)]]
    assert picture_of(TOLD) == ([("hint", side, side, False)], True)
    silent = {**TOLD, "witnesses": {"copies": {"state": "cannotTell"}}, "copies": []}
    assert picture_of(silent) == ([], False)


def test_a_model_that_looks_for_no_copies_is_refused():
    with pytest.raises(ValueError, match=r"a\.png: expected a model that looks for copies"):
        picture_of({**TOLD, "witnesses": {}})


def test_the_scanner_is_asked_with_history_and_names_files_below_the_folder(tmp_path, monkeypatch):
    line = "import json, sys; key = sys.argv[1][1:] + '/of/b.png'; print(json.dumps({'object': "
    line += "{'bucket': '/', 'key': key}, 'witnesses': {'copies': "
    line += "{'state': 'cannotTell' if '--no-history' in sys.argv else 'found'}}}))"
    monkeypatch.setattr(scanned_copies, "_COMMAND", (sys.executable, "-c", line))
    assert scan_folder(tmp_path, tmp_path) == {"of/b.png": ([], True)}


def test_what_cannot_be_scanned_is_told(tmp_path, monkeypatch):
    fails = "import sys; print('no image', file=sys.stderr); sys.exit(1)"
    monkeypatch.setattr(scanned_copies, "_COMMAND", (sys.executable, "-c", fails))
    with pytest.raises(ChildProcessError, match="ended with 1: no image"):
        scan_folder(tmp_path, tmp_path)
