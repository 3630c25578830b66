"""The edit network as it is served: two passes over tiles, arrays in and out."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from data.pixels import Pixels
from fasa.edits.edit_network import EditNetwork
from fasa.traces.relative_head import PictureStatistics

Array = NDArray[np.float32]
_AT_ONCE = 4


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
        parts = [self._features(part) for part in _few_at_once(tiles)]
        return np.concatenate(parts)

    @torch.inference_mode()
    def decide(self, features: Array, mean: Array, variance: Array) -> Array:
        usual = PictureStatistics.from_variance(*(self._column(part) for part in (mean, variance)))
        parts = [self._decided(part, usual) for part in _few_at_once(features)]
        return np.concatenate(parts)

    def _features(self, tiles: Pixels) -> Array:
        images = torch.from_numpy(tiles).to(self._device).permute(0, 3, 1, 2)
        return self._network.features(images.float()).float().cpu().numpy()

    def _decided(self, features: Array, usual: PictureStatistics) -> Array:
        logits = self._network.head(torch.from_numpy(features).to(self._device), usual)
        return logits[:, 0].sigmoid().cpu().numpy()

    def _column(self, values: Array) -> torch.Tensor:
        return torch.from_numpy(values).to(self._device)[None, :, None, None]


def _few_at_once(whole: np.ndarray) -> list[np.ndarray]:
    return [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]
