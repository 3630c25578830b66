"""The linear probe: its questions against hand-made grids, its figure against scikit-learn."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import balanced_accuracy_score

from fasa.semantic_encoder import SemanticEncoder
from training.probe_data import Labelled, labelled_photos, with_shared_classes
from training.probe_encoders import CELL, SUMMARY, pixels, through
from training.probe_tasks import (
    Samples,
    balanced_accuracy,
    hits_by_image,
    majority_labels,
    name_the_cell,
    probe,
    same_segment,
)

MODEL = Path(__file__).parents[2]


def test_a_cell_has_the_label_that_covers_most_of_it():
    labels = np.array([[1, 1, 2, 2], [1, 3, 2, 4], [5, 5, 0, 0], [6, 5, 0, 7]], np.uint8)
    assert majority_labels(labels, 2).tolist() == [1, 2, 5, 0]


def test_unlabelled_cells_are_not_asked_for():
    tokens = np.arange(8, dtype=np.float32).reshape(2, 4, 1)
    found = name_the_cell(tokens, np.array([[3, 0, 0, 4], [0, 5, 0, 0]]))
    assert found.inputs.ravel().tolist() == [0, 3, 5]
    assert found.answers.tolist() == [3, 4, 5]
    assert found.images.tolist() == [0, 0, 1]


def test_each_pair_of_neighbours_is_asked_for_once():
    tokens = np.array([[[1.0], [3.0], [6.0], [10.0]]], np.float32)
    found = same_segment(tokens, np.array([[1, 1, 2, 1]]))
    # Right: 0-1, 2-3. Down: 0-2, 1-3.
    assert found.inputs.ravel().tolist() == [2, 4, 5, 7]
    assert found.answers.tolist() == [1, 0, 0, 1]


class Truth:
    """Says the first input as the class."""

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return inputs[:, 0].round().astype(int)


def test_balanced_accuracy_equals_scikit_learns():
    rng = np.random.default_rng(0)
    answers, images = rng.integers(0, 4, 200), rng.integers(0, 9, 200)
    guesses = np.where(rng.random(200) < 0.6, answers, rng.integers(0, 4, 200))
    hits = hits_by_image(Truth(), Samples(guesses[:, None].astype(np.float32), answers, images))
    assert hits.shape == (2, 9, 4)
    expected = balanced_accuracy_score(answers, guesses)
    assert balanced_accuracy(hits) == pytest.approx(expected)


def drawn(seed: int, signal: float) -> Samples:
    """30 images of 20 samples; the inputs' first channel knows the answer as far as ``signal``."""
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, 2, 600)
    inputs = rng.normal(size=(600, 5)).astype(np.float32)
    inputs[:, 0] += signal * (answers * 2 - 1)
    return Samples(inputs, answers, np.repeat(np.arange(30), 20))


def test_a_probe_finds_what_is_there_and_nothing_else():
    clear = probe(drawn(0, 4.0), drawn(1, 4.0), drawn(2, 4.0))
    blind = probe(drawn(0, 0.0), drawn(1, 0.0), drawn(2, 0.0))
    assert clear["value"] > 0.99
    assert blind["low"] < 0.5 < blind["high"]
    assert clear["count"] == 30


def test_pixels_describe_their_own_cell():
    rgb = torch.zeros(1, 3, 2 * CELL, 2 * CELL)
    rgb[0, 1, :CELL, CELL:] = torch.arange(CELL) / CELL  # a green ramp, upper right
    seen = pixels(rgb)
    colour, small = seen["mean colour"], seen[f"{SUMMARY} x {SUMMARY} pixels"]
    assert colour[0, :, 1].gt(0).tolist() == [False, True, False, False]
    assert small.shape == (1, 4, 3 * SUMMARY**2)
    rows = small[0, 1].view(3, SUMMARY, SUMMARY)
    torch.testing.assert_close(rows[1, 0], rows[1, 7])
    assert rows[1, 0].diff().gt(0).all()


class Fine(SemanticEncoder):
    """Tokens on a grid of 4 that are the image's own pixels, and their negatives."""

    def __init__(self) -> None:
        super().__init__(4, 4, [3, 3], (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))

    def tokens(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        flat = pixels.flatten(2).transpose(1, 2)
        return [flat, -flat]


def test_finer_tokens_are_averaged_to_the_cells():
    blocks = torch.rand(1, 3, 4, 4)
    rgb = blocks.repeat_interleave(CELL // 2, 2).repeat_interleave(CELL // 2, 3)
    seen = through("fine", Fine(), ["one", "two"])(rgb)
    assert list(seen) == ["fine, one", "fine, two", "fine"]
    expected = pixels(rgb)["mean colour"]
    torch.testing.assert_close(seen["fine, one"], expected)
    torch.testing.assert_close(seen["fine"], torch.cat([seen["fine, one"], seen["fine, two"]], -1))


def test_rare_classes_are_not_asked_for():
    often, rarely = [[1, 2], [1, 2], [1, 2]], [[1, 3], [1, 3], [1, 3]]
    data = {
        split: Labelled(torch.zeros(3, 3, 1, 1), np.array(labels))
        for split, labels in (("train", often), ("val", often), ("test", rarely))
    }
    kept = with_shared_classes(data)
    assert kept["train"].labels.tolist() == [[1, 0]] * 3
    assert kept["test"].labels.tolist() == [[1, 0]] * 3


def test_photographs_keep_their_split_and_labels(photo_folder):
    data = labelled_photos(photo_folder, "coco", size=64, grid=2)
    assert [len(part.labels) for part in data.values()] == [5, 5, 5]
    assert data["train"].rgb.shape == (5, 3, 64, 64)
    assert set(np.unique(data["train"].labels)) <= {1, 2, 3}
    with pytest.raises(FileNotFoundError, match="segments"):
        labelled_photos(photo_folder, "elsewhere", size=64, grid=2)


def test_the_command_finds_labels_that_are_colours(photo_folder, tmp_path):
    command = [sys.executable, "-m", "training.probe", "--data", str(photo_folder), "--size", "64"]
    command += ["--out", str(tmp_path), "--threads", "1"]
    subprocess.run(command, cwd=MODEL, check=True, capture_output=True)
    rows = {
        row["encoder"]: row for row in json.loads((tmp_path / "probe.json").read_text())["rows"]
    }
    assert rows["mean colour"]["figures"]["class of a cell (COCO)"]["value"] > 0.9
    assert rows["EfficientNet-Lite0"]["width"] == 40 + 112 + 320
    assert "EfficientNet-Lite0, random weights" in (tmp_path / "probe.md").read_text()
