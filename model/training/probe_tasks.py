"""The two questions of the linear probe, asked of a grid of tokens and of a label image."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from evaluation.bootstrap import Estimate, estimate

Tokens = NDArray[np.float32]
Labels = NDArray[np.int64]

UNLABELLED = 0
PENALTIES = (1e-3, 1e-2, 1e-1)
"""Inverse strengths of the L2 penalty; the validation images choose."""
_ROUNDS = 200
"""Of the solver; the probe's figures stand still well before."""


class Samples(NamedTuple):
    """Inputs (M, c), answers (M,), and the index of the image each one is from (M,)."""

    inputs: Tokens
    answers: Labels
    images: Labels


Task = Callable[[Tokens, Labels], Samples]
"""(tokens (N, g * g, c), labels (N, g * g)) -> samples."""


def name_the_cell(tokens: Tokens, labels: Labels) -> Samples:
    """Which class does a cell show? Unlabelled cells are left out."""
    image, cell = np.nonzero(labels != UNLABELLED)
    return Samples(tokens[image, cell], labels[image, cell], image)


def same_segment(tokens: Tokens, labels: Labels) -> Samples:
    """Do two neighbouring cells lie in one segment (1) or in two (0)? Asked of |a - b|."""
    side = round(labels.shape[1] ** 0.5)
    index = np.arange(side * side).reshape(side, side)
    first = np.concatenate([index[:, :-1].ravel(), index[:-1].ravel()])
    second = np.concatenate([index[:, 1:].ravel(), index[1:].ravel()])
    distance = np.abs(tokens[:, first] - tokens[:, second])
    answers = (labels[:, first] == labels[:, second]).astype(np.int64)
    images = np.repeat(np.arange(len(labels)), len(first))
    return Samples(distance.reshape(-1, tokens.shape[2]), answers.ravel(), images)


def majority_labels(label_image: NDArray[np.uint8], grid: int) -> Labels:
    """(H, W) -> (grid * grid,): the label that covers most of each cell, row by row."""
    rows, columns = (
        np.linspace(0, side, grid + 1).round().astype(int) for side in label_image.shape
    )
    cells = [
        label_image[rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
        for i in range(grid)
        for j in range(grid)
    ]
    return np.array([np.bincount(cell.ravel()).argmax() for cell in cells])


def probe(train: Samples, validation: Samples, test: Samples) -> Estimate:
    """Balanced accuracy on ``test`` of a linear classifier on standardised inputs."""
    fitted = [_fitted(train, penalty) for penalty in PENALTIES]
    best = max(fitted, key=lambda model: balanced_accuracy(hits_by_image(model, validation)))
    hits = hits_by_image(best, test)
    return estimate(lambda chosen: balanced_accuracy(hits[:, chosen]), hits.shape[1])


def _fitted(train: Samples, penalty: float) -> Pipeline:
    classifier = LogisticRegression(C=penalty, class_weight="balanced", max_iter=_ROUNDS)
    return make_pipeline(StandardScaler(), classifier).fit(train.inputs, train.answers)


def hits_by_image(model: Pipeline, samples: Samples) -> NDArray[np.int64]:
    """(2, images, classes): right answers, and samples."""
    _, image = np.unique(samples.images, return_inverse=True)
    classes, answer = np.unique(samples.answers, return_inverse=True)
    counts = np.zeros((2, image.max() + 1, len(classes)), np.int64)
    np.add.at(counts[0], (image, answer), model.predict(samples.inputs) == samples.answers)
    np.add.at(counts[1], (image, answer), 1)
    return counts


def balanced_accuracy(hits: NDArray[np.int64]) -> float:
    """Mean over the classes present of the share that was recognised."""
    right, all_samples = hits.sum(axis=1)
    present = all_samples > 0
    return float((right[present] / all_samples[present]).mean())
