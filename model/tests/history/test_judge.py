import re
from pathlib import Path

import numpy as np
import pytest
import torch

from history.cells import pool
from history.judge import MAX_CELLS, judge, pool_for
from history.peak import peak
from history.planes import FIGURES, PLANES


@pytest.mark.parametrize(
    ("cells", "side"),
    [
        (35, 1),
        (MAX_CELLS, 1),
        (MAX_CELLS + 1, 2),
        (4 * MAX_CELLS, 2),
        (4 * MAX_CELLS + 1, 4),
        (16 * MAX_CELLS, 4),
        (16 * MAX_CELLS + 1, 8),
        (100 * MAX_CELLS, 8),
    ],
)
def test_large_pictures_are_pooled(cells, side):
    assert pool_for(1, cells) == pool_for(cells, 1) == side


def test_the_scanner_pools_as_training_does():
    source = Path(__file__).parents[3] / "core" / "history" / "pool.ts"
    if not source.exists():
        pytest.skip("the scanner does not pool yet")
    (number,) = re.findall(r"MAX_CELLS = ([\d_]+);", source.read_text())
    assert int(number) == MAX_CELLS


def drawn(rows, columns):
    rng = np.random.default_rng(0)
    planes = np.abs(rng.normal(0, 1, (len(PLANES), rows, columns)))
    return planes.astype(np.float16), rng.normal(0, 1, FIGURES).astype(np.float32)


def test_a_judgement_is_what_the_network_says_of_the_whole_picture(network):
    planes, figures = drawn(9, 14)
    said = judge(network, planes, figures)
    evidence = torch.from_numpy(planes.astype(np.float32))[None]
    with torch.no_grad():
        whole = network.statistics(evidence)
        seen = network(evidence, torch.ones(1, 1, 9, 14), torch.from_numpy(figures)[None], whole)
    np.testing.assert_allclose(said.probability, seen.edited.sigmoid()[0, 0], atol=1e-6)
    np.testing.assert_allclose(said.confidence, seen.shows.sigmoid()[0, 0], atol=1e-6)
    assert said.score == pytest.approx(float(peak(seen.edited.sigmoid())))
    assert said.pool == 1


def test_a_pooled_judgement_is_that_of_pooled_planes(network):
    planes, figures = drawn(19, 14)
    said = judge(network, planes, figures, side=2)
    bare = judge(network, pool(planes.astype(np.float32), 2), figures)
    assert said.probability.shape == said.confidence.shape == (10, 7)
    np.testing.assert_array_equal(said.probability, bare.probability)
    assert (said.pool, bare.pool) == (2, 1)


def test_a_picture_over_the_limit_is_pooled_by_itself(network, monkeypatch):
    monkeypatch.setattr("history.judge.MAX_CELLS", 100)
    said = judge(network, *drawn(19, 14))
    assert said.pool == 2
    assert said.probability.shape == (10, 7)
