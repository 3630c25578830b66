"""Photographs with label images for the linear probe, split by file name as everywhere."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from forge.resize import fasa_resize
from forge.sources import SPLITS, Library, Photo, Split
from training.probe_tasks import UNLABELLED, Labels, majority_labels

LEAST_IMAGES = 3
"""Of a class in the training and in the test images, for the class to be asked for."""


@dataclass(frozen=True)
class Labelled:
    """``rgb`` (N, 3, S, S) in 0..1, ``labels`` (N, g * g): each cell's majority label."""

    rgb: Tensor
    labels: Labels


def labelled_photos(root: Path, folder: str, size: int, grid: int) -> dict[Split, Labelled]:
    """Photographs of ``<root>/train/photos/<folder>`` that have a label image, by split.

    Raises FileNotFoundError when a split has none.
    """
    return {split: _labelled(_photos(root, folder, split), size, grid) for split in SPLITS}


def with_shared_classes(data: dict[Split, Labelled]) -> dict[Split, Labelled]:
    """Labels seen in too few training or test images become UNLABELLED."""
    asked = _frequent(data["train"].labels) & _frequent(data["test"].labels)
    kept = np.array(sorted(asked - {UNLABELLED}))
    return {
        split: Labelled(part.rgb, np.where(np.isin(part.labels, kept), part.labels, UNLABELLED))
        for split, part in data.items()
    }


def _frequent(labels: Labels) -> set[int]:
    classes, images = np.unique(
        np.concatenate([np.unique(one) for one in labels]), return_counts=True
    )
    return set(classes[images >= LEAST_IMAGES].tolist())


def _photos(root: Path, folder: str, split: Split) -> list[Photo]:
    library = Library(root, split)
    names = [name for name in library.names if name.startswith(f"{folder}/")]
    found = [photo for photo in map(library.photo, names) if photo.segments is not None]
    if not found:
        raise FileNotFoundError(
            f"{root / 'train' / 'photos' / folder}: expected images/ with segments/ beside it, "
            f"some of them in split {split!r}"
        )
    return found


def _labelled(photos: list[Photo], size: int, grid: int) -> Labelled:
    pixels = np.stack([fasa_resize(photo.pixels, size) for photo in photos])
    rgb = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
    segments = [photo.segments for photo in photos if photo.segments is not None]
    return Labelled(rgb, np.stack([majority_labels(image, grid) for image in segments]))
