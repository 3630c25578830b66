"""What is measured: anything that turns pictures into maps and scores."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.labelled import ModelView
from evaluation.thresholds import UNSET, Thresholds

Pictures = NDArray[np.uint8]


class Detection(NamedTuple):
    """``probability`` (N, S, S) and ``score`` (N,), both float32 in [0, 1]."""

    probability: NDArray[np.float32]
    score: NDArray[np.float32]


# (N, S, S, 3) RGB -> Detection
Detector = Callable[[Pictures], Detection]


class Subject(NamedTuple):
    """A detector with all that a measurement needs to know about it."""

    name: str
    detect: Detector
    view: ModelView
    thresholds: Thresholds = UNSET


def checked_detection(detect: Detector, images: Pictures) -> Detection:
    """Raises ValueError for an output of a wrong shape or a value that is not finite."""
    probability, score = detection = detect(images)
    if probability.shape != images.shape[:3] or score.shape != images.shape[:1]:
        raise ValueError(
            f"expected maps of {images.shape[:3]} and scores of {images.shape[:1]}, "
            f"received {probability.shape} and {score.shape}"
        )
    if not (np.isfinite(probability).all() and np.isfinite(score).all()):
        raise ValueError("the detector returned a value that is not finite")
    return detection
