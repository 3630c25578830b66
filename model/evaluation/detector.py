"""What is measured: anything that turns pictures into maps and scores."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.uint8]


class Detection(NamedTuple):
    """``probability`` (N, S, S) and ``score`` (N,), both float32 in [0, 1]."""

    probability: NDArray[np.float32]
    score: NDArray[np.float32]


# (N, S, S, 3) RGB -> Detection
Detector = Callable[[Pictures], Detection]
