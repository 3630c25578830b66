import json
from pathlib import Path

import pytest

from fixtures.labelled_set import golden

FIXTURES = Path(__file__).parents[2] / "test" / "fixtures"


def leaves(tree, path=""):
    if not isinstance(tree, dict):
        return {path: tree}
    return {
        name: leaf
        for key, value in tree.items()
        for name, leaf in leaves(value, f"{path}.{key}").items()
    }


def test_the_golden_is_what_is_evaluated():
    stored = json.loads((FIXTURES / "labelled-set" / "golden.json").read_text())
    # Processors decode differently in the last bit: a pixel may cross the threshold.
    assert leaves(golden(FIXTURES)) == pytest.approx(leaves(stored), abs=2e-3)
