"""Batches that are made while the network trains."""

from collections.abc import Iterator

import cv2
from torch.utils.data import DataLoader, Dataset

from training.stages.stage import Batch


def made_ahead(batches: Dataset[Batch], steps: range, workers: int) -> Iterator[Batch]:
    """Those of ``steps`` in order, made ahead by ``workers`` processes; 0 makes them here."""
    loader = DataLoader(
        batches,
        batch_size=None,
        sampler=steps,
        num_workers=workers,
        worker_init_fn=lambda _: cv2.setNumThreads(1),
    )
    return iter(loader)
