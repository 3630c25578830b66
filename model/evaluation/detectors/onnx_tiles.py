"""The exported graphs of an edit network: features of tiles, and decisions about them."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from data.pixels import Pixels

FEATURES_FILE = "tile-features.onnx"
DECISION_FILE = "tile-decision.onnx"

_Array = NDArray[np.float32]


class OnnxTiles:
    """Runs both on the CPU."""

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
        return self._features.run(None, {"tiles": tiles})[0]

    def decide(self, features: _Array, mean: _Array, variance: _Array) -> _Array:
        """(N, 64, h, w), (64,) and (64,) of their whole picture -> probability (N, h, w)."""
        given = {"features": features, "mean": mean, "variance": variance}
        return self._decision.run(None, given)[0]
