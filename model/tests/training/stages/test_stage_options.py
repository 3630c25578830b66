from pathlib import Path

import pytest
from stage_runs import options_of

from training.edits import train_edits
from training.stages.stage_options import StageOptions
from training.traces import train_traces

NEEDED = ("--parts", "packs/train", "--val", "packs/val", "--run", "runs/one")


@pytest.mark.parametrize("command", [train_traces, train_edits])
def test_every_option_that_stages_share_has_its_field(command):
    told = vars(options_of(command, *NEEDED))
    own = {"across"} if command is train_edits else set()
    assert told.keys() == StageOptions.__annotations__.keys() | own
    assert (told["parts"], told["start"]) == (Path("packs/train"), None)


def test_each_stage_has_defaults_of_its_own():
    traces, edits = (options_of(command, *NEEDED) for command in (train_traces, train_edits))
    assert (traces.steps, traces.learning_rate, traces.val_windows) == (12000, 4e-4, 384)
    assert (edits.steps, edits.learning_rate, edits.val_windows) == (8000, 3e-4, 768)
    assert edits.across == 2


def test_help_names_what_a_stage_sees(capsys):
    for command, piece in ((train_traces, "windows"), (train_edits, "tiles")):
        with pytest.raises(SystemExit):
            options_of(command, "--help")
        assert f"{piece} a step" in capsys.readouterr().out
