"""What an operation is."""

from collections.abc import Callable

import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels

# base, rng, library -> image (H, W, 3) of the base's size, mask (H, W) of {0, 1}: 1 = manipulated.
# Outside the mask the image equals the base but for a feathered edge of at most
# compose.MAX_FEATHER_PX; the mask covers masks.MIN_AREA to masks.MAX_AREA of the image.
Operation = Callable[[Photo, np.random.Generator, Library], tuple[Pixels, Pixels]]
