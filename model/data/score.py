"""How much of a map decides about its image: of training and of the decision alike.

``core/scan/decide.ts`` holds the same share for the scanner.
"""

import math

_TOP_SHARE = 0.001


def top_count(size: int) -> int:
    """How many of ``size`` values are the highest 0.1 %, rounded up."""
    return math.ceil(size * _TOP_SHARE)
