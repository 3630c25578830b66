"""Small packs with known contents."""

from pathlib import Path

import numpy as np
import pytest

from training.packed_set import PackedSet, write_pack

SIDE = 32
# Longer than a batch of the evaluator, so that the last one is short.
COUNT = 21


@pytest.fixture
def packed(tmp_path: Path) -> PackedSet:
    """Every third image is authentic; the others have a square, brighter by 100, as their mask."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 100, (COUNT, SIDE, SIDE, 3), dtype=np.uint8)
    masks = np.zeros((COUNT, SIDE, SIDE), np.uint8)
    operations = ["authentic" if index % 3 == 0 else "splice" for index in range(COUNT)]
    operations[1] = "inpaint"
    for index, operation in enumerate(operations):
        if operation != "authentic":
            masks[index, 4:12, index : index + 10] = 1
    write_pack(
        tmp_path / "pack", images + 100 * masks[..., None], masks, {"operations": operations}
    )
    return PackedSet.open(tmp_path / "pack")
