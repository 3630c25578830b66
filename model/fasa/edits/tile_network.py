"""The edit network as it is served: two passes over tiles, arrays in and out."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from data.pixels import Pixels
from fasa.edits.edit_network import EditNetwork
from fasa.traces.relative_head import PictureStatistics

Array = NDArray[np.float32]


class TileNetwork(Protocol):
    """In torch or as the exported graphs."""

    def features(self, tiles: Pixels) -> Array:
        """(N, H, W, 3) RGB, H and W multiples of 32 -> (N, 64, H / 4, W / 4)."""
        ...

    def decide(self, features: Array, mean: Array, variance: Array) -> Array:
        """(N, 64, h, w), (64,) and (64,) of their whole picture -> probability (N, h, w)."""
        ...


class TorchTiles:
    """``network`` is in evaluation mode, on ``device``."""

    def __init__(self, network: EditNetwork, device: str = "cpu") -> None:
        self._network = network
        self._device = device

    @torch.inference_mode()
    def features(self, tiles: Pixels) -> Array:
        images = torch.from_numpy(tiles).to(self._device).permute(0, 3, 1, 2)
        return self._network.features(images.float()).float().cpu().numpy()

    @torch.inference_mode()
    def decide(self, features: Array, mean: Array, variance: Array) -> Array:
        usual = PictureStatistics.from_variance(*(self._column(part) for part in (mean, variance)))
        logits = self._network.head(torch.from_numpy(features).to(self._device), usual)
        return logits[:, 0].sigmoid().cpu().numpy()

    def _column(self, values: Array) -> torch.Tensor:
        return torch.from_numpy(values).to(self._device)[None, :, None, None]
