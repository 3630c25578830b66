"""Evidence of one picture -> maps and score, pooled as the scanner pools."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from history.cells import pool
from history.network import HistoryNetwork
from history.peak import peak

MAX_CELLS = 100_000
"""Of what the network sees at once: ``core/history/pool.ts`` has the same."""
_POOLS = (1, 2, 4, 8)

Map = NDArray[np.float32]


class Judgement(NamedTuple):
    """``probability`` and ``confidence`` (h, w) per pooled cell; ``score`` of the picture."""

    probability: Map
    confidence: Map
    score: float
    pool: int


def pool_for(rows: int, columns: int) -> int:
    """The least pooling that keeps to MAX_CELLS."""
    return next((side for side in _POOLS if rows * columns <= MAX_CELLS * side**2), _POOLS[-1])


@torch.inference_mode()
def judge(network: HistoryNetwork, planes: Map, figures: Map, side: int | None = None) -> Judgement:
    """``planes`` (24, rows, columns); ``side`` of the pooling, as the scanner's unless given."""
    if side is None:
        side = pool_for(*planes.shape[1:])
    evidence = torch.tensor(pool(planes.astype(np.float32), side))[None]
    valid = torch.ones(1, 1, *evidence.shape[2:])
    whole = network.statistics(evidence)
    seen = network(evidence, valid, torch.tensor(figures)[None], whole)
    probability, confidence = seen.edited.sigmoid(), seen.shows.sigmoid()
    maps = (probability[0, 0].numpy(), confidence[0, 0].numpy())
    return Judgement(*maps, float(peak(probability)), side)
