"""Pixel F1 of degraded images (IMDL-BenCo's protocol): degraded at their own size, then resized."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from data.labelled import LabelledImage, LabelledSet
from data.pixels import resize_array
from evaluation.degradations import CLEAN, Degradation, degrade
from evaluation.detectors.detector import Subject, checked_detection
from evaluation.measure import BATCH
from evaluation.metrics.bootstrap import Estimate, Indices, estimate, mean_estimate
from evaluation.metrics.pixel_metrics import pixel_f1
from evaluation.restore import shrink_mask


class Cell(TypedDict):
    """``kept``: mean F1 as a share of that of the clean images; None when that is 0."""

    kind: str
    level: int
    f1: Estimate
    kept: Estimate | None


class RobustnessReport(TypedDict):
    """Of one detector on the manipulated images of one set, at the model's size."""

    detector: str
    set: str
    inputSize: int
    listSha256: str
    clean: Estimate
    cells: list[Cell]


def robustness(
    subject: Subject, labelled: LabelledSet, degradations: Sequence[Degradation]
) -> RobustnessReport:
    """Raises ValueError for a pack, and for a set without masks."""
    if not labelled.is_native:
        raise ValueError(
            f"{labelled.name}: images are degraded at their own size; a pack's were resized"
        )
    rows: list[list[float]] = []
    sources: list[str] = []
    for image in tqdm(labelled.images, desc=f"{subject.name}, {labelled.name}", delay=2):
        if scores := _f1_of(subject, image, [CLEAN, *degradations]):
            rows.append(scores)
            sources.append(image.source or image.name)
    if not rows:
        raise ValueError(f"{labelled.name}: no manipulated image with a mask")
    table = np.array(rows)
    columns = zip(degradations, table.T[1:], strict=True)
    return {
        "detector": subject.name,
        "set": labelled.name,
        "inputSize": subject.view.size,
        "listSha256": labelled.list_sha256,
        "clean": mean_estimate(table[:, 0], sources),
        "cells": [_cell(one, column, table[:, 0], sources) for one, column in columns],
    }


def _f1_of(
    subject: Subject, image: LabelledImage, degradations: Sequence[Degradation]
) -> list[float] | None:
    """One F1 per degradation; None for an image without a mask that is left at the model's size."""
    if not image.is_manipulated or image.mask is None:
        return None
    size, kernel = subject.view
    pixels = image.native()
    height, width = pixels.shape[:2]
    truth = shrink_mask(image.truth(width, height), size)
    if not truth.any():
        return None
    pictures = np.stack(
        [resize_array(degrade(pixels, one, image.name), size, kernel) for one in degradations]
    )
    maps = [
        probability
        for start in range(0, len(pictures), BATCH)
        for probability in checked_detection(
            subject.detect, pictures[start : start + BATCH]
        ).probability
    ]
    return [pixel_f1(probability, truth) for probability in maps]


def _cell(
    degradation: Degradation,
    f1: NDArray[np.float64],
    clean: NDArray[np.float64],
    sources: Sequence[str],
) -> Cell:
    def kept(chosen: Indices) -> float:
        whole = clean[chosen].sum()
        return float(f1[chosen].sum() / whole) if whole else 0.0

    return {
        "kind": degradation.kind,
        "level": degradation.level,
        "f1": mean_estimate(f1, sources),
        "kept": estimate(kept, len(f1), sources) if clean.any() else None,
    }
