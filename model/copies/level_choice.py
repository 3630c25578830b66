"""Confidence from which a pair is told: as low as the false alarms that are allowed let it be."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_MARGIN = 0.1
"""By how much the odds' logarithm lies above that of the alarm that is not allowed."""


def level_for(groups: list[tuple[Values, float]]) -> float:
    """``groups``: the highest confidence in each picture, and the share that may reach it."""
    return max(_level_of(highest, share) for highest, share in groups)


def _level_of(highest: Values, share: float) -> float:
    allowed = int(share * len(highest))
    descending = np.sort(highest)[::-1]
    refused = descending[allowed] if allowed < len(descending) else 0.0
    odds = refused / max(1 - refused, 1e-12) * np.exp(_MARGIN)
    return float(odds / (1 + odds))


def wilson(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share. E. B. Wilson, 1927."""
    z = 1.959964
    share = hits / count
    middle = share + z * z / (2 * count)
    reach = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    below = 1 + z * z / count
    return max(0.0, float((middle - reach) / below)), min(1.0, float((middle + reach) / below))
