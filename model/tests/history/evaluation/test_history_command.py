"""``python -m history.evaluation``: the scanner's own code is run, so this needs `npm ci`."""

import pytest

from history.evaluation.__main__ import main
from history.weights import write_weights


@pytest.fixture(scope="module")
def weights(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "w.safetensors"
    write_weights(network, path)
    return path


def test_edits_are_measured_by_kind_as_they_are_and_processed(edits, weights, capsys):
    arguments = ["--weights", str(weights), "--threshold", "0.4", "--threads", "1"]
    assert main([*arguments, "--edits", str(edits), "--after", "x0.75-jpeg-90"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "threshold" in line] == [
        "as they are: threshold 0.4000",
        "x0.75-jpeg-90: threshold 0.4000",
    ]
    assert [line.split()[:2] for line in lines if line.startswith(("filled", "moved"))] == [
        ["filled", "1"],
        ["moved", "1"],
    ] * 2
    assert sum(line.startswith("mean over 2 kinds") for line in lines) == 2
    assert all("of 1; inverted" in line for line in lines if line.startswith("mean"))


def test_authentic_photographs_are_measured(photos, weights, capsys, monkeypatch):
    monkeypatch.setattr(
        "history.evaluation.authentic_cases.VARIANTS", {"saved at 90": [lambda pixels, rng: SAVED]}
    )
    arguments = ["--weights", str(weights), "--threshold", "0.4", "--threads", "1"]
    assert main([*arguments, "--authentic", "val", "--data", str(photos)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "authentic: threshold 0.4000"
    groups = [line[:34].strip() for line in lines[1:]]
    assert groups == [
        "photographs as they are",
        "photographs, saved at 90",
        "camera as it is",
        "camera, saved at 90",
        "all",
    ]


# Too short to be read: such files count as not flagged.
SAVED = b"no picture"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--kinds", "painted"], "painted: expected"),
        (["--edits", "nowhere"], "nowhere"),
    ],
)
def test_a_folder_without_edits_is_a_usage_error(edits, weights, capsys, options, message):
    given = ["--weights", str(weights), "--threshold", "0.4", "--edits", str(edits)]
    with pytest.raises(SystemExit) as stopped:
        main([*given, "--threads", "1", *options])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
