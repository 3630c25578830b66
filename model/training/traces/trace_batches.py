"""Windows in batches, made while the network trains."""

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from forge.traces.trace_window import WindowForge


class TraceBatches(Dataset[tuple[Tensor, Tensor]]):
    """The batch of a step depends on seed and step alone, so that a run goes on where it stopped.

    images (B, 3, S, S) uint8 in the memory order of channels_last; labels (B, S, S) uint8.
    """

    def __init__(self, forge: WindowForge, batch: int, seed: int) -> None:
        self._forge, self._batch, self._seed = forge, batch, seed

    def __getitem__(self, step: int) -> tuple[Tensor, Tensor]:
        rng = np.random.default_rng([self._seed, step])
        windows = [self._forge(rng) for _ in range(self._batch)]
        images = torch.from_numpy(np.stack([window.image for window in windows]))
        labels = torch.from_numpy(np.stack([window.labels for window in windows]))
        return images.permute(0, 3, 1, 2), labels
