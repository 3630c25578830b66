from pathlib import Path

import numpy as np
import pytest

from history.evaluation.findings import Case
from history.release.joint_thresholds import (
    Scores,
    joint_threshold,
    joint_thresholds,
    lowest_within,
)


def cases(count, group="photo"):
    return [Case(Path("a"), None, group, f"{group} {number}.jpg") for number in range(count)]


@pytest.fixture(scope="module")
def scores():
    """Of two witnesses that know nothing of each other."""
    rng = np.random.default_rng(0)
    files = [*cases(260), *cases(40, "camera")]
    return Scores(files, list(rng.random(300) * 0.99), list(rng.random(300) * 0.99))


@pytest.fixture(scope="module")
def found(scores):
    return {rate: joint_threshold(scores, rate) for rate in (0.05, 0.1)}


def test_the_lowest_threshold_lets_only_so_many_pass():
    scores = np.arange(100) / 100
    for rate, passed in ((0.05, 5), (0.1, 10), (0.001, 0)):
        assert np.count_nonzero(scores > lowest_within(scores, rate)) == passed


@pytest.mark.parametrize("rate", [0.05, 0.1])
def test_both_witnesses_together_keep_to_the_rate(scores, found, rate):
    history = np.array(scores.history) > found[rate]["history"]
    network = np.array(scores.network) > found[rate]["network"]
    assert history.mean() <= rate / 2
    assert (history | network).mean() <= rate
    # Caution costs some, and not all, of what was allowed.
    assert (history | network).mean() > rate / 10


def test_no_set_of_files_is_accused_more_than_others(scores):
    history = np.array(scores.history)
    # Few of all files, but more than a tenth of the camera's.
    history[260:266] = np.linspace(0.991, 0.999, 6)
    found = joint_threshold(scores._replace(history=list(history)), 0.1)
    assert 0 < np.mean(history[260:] > found["history"]) <= 0.1


def test_a_lower_rate_has_higher_thresholds(found):
    for witness in ("network", "history"):
        assert found[0.05][witness] > found[0.1][witness]


def test_the_manifest_has_a_threshold_for_each_rate(scores, monkeypatch):
    monkeypatch.setattr(
        "history.release.joint_thresholds.joint_threshold", lambda scores, rate: {"at": rate}
    )
    assert joint_thresholds(scores) == {
        "default": {"at": 0.05},
        "byFpr": {"0.01": {"at": 0.01}, "0.05": {"at": 0.05}, "0.1": {"at": 0.1}},
    }
