"""The exported graphs of an edit network: features of tiles, and decisions about them."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from data.pixels import Pixels

FEATURES_FILE = "tile-features.onnx"
DECISION_FILE = "tile-decision.onnx"

_AT_ONCE = 4
_Array = NDArray[np.float32]


class OnnxTiles:
    """Runs both on the CPU, a few tiles at once."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._features, self._decision = (
            onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )
            for name in (FEATURES_FILE, DECISION_FILE)
        )

    def features(self, tiles: Pixels) -> _Array:
        """(N, H, W, 3) RGB, H and W multiples of 32 -> (N, 64, H / 4, W / 4)."""
        parts = [self._features.run(None, {"tiles": part})[0] for part in _few_at_once(tiles)]
        return np.concatenate(parts)

    def decide(self, features: _Array, mean: _Array, variance: _Array) -> _Array:
        """(N, 64, h, w), (64,) and (64,) of their whole picture -> probability (N, h, w)."""
        usual = {"mean": mean, "variance": variance}
        parts = [
            self._decision.run(None, {"features": part, **usual})[0]
            for part in _few_at_once(features)
        ]
        return np.concatenate(parts)


def _few_at_once(whole: np.ndarray) -> list[np.ndarray]:
    return [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]
