"""What becomes of damaged and odd files, as the scanner's tests say of the same ones."""

import json
from pathlib import Path

import numpy as np
import pytest
import pyvips

from data.pixels import decode
from fixtures.odd_files import CORRUPT, UNSUPPORTED, all_files

FOLDER = Path(__file__).parents[3] / "test" / "fixtures" / "odd"
INDEX = json.loads((FOLDER / "odd.json").read_text())
REFUSED = [name for name, odd in INDEX.items() if odd["outcome"] in (CORRUPT, UNSUPPORTED)]
# Steps of 255, on average: what JPEG, AVIF and a palette do to the picture.
LOSS = 4


def test_the_files_are_those_that_are_written():
    assert {name: odd.outcome for name, odd in all_files()} == {
        name: odd["outcome"] for name, odd in INDEX.items()
    }
    assert {path.name for path in FOLDER.iterdir()} == {"odd.json", *INDEX}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_scanner_refuses_is_refused(name):
    with pytest.raises(pyvips.Error):
        decode(FOLDER / name, 48)


@pytest.mark.parametrize("name", sorted(INDEX.keys() - set(REFUSED)))
def test_what_the_scanner_scans_shows_the_same(name):
    seen = decode(FOLDER / name, 48).pixels.astype(float)
    picture = decode(FOLDER / INDEX[name]["outcome"], 48).pixels
    assert np.abs(seen - picture).mean() < LOSS
