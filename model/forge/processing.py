"""What happens to a whole picture after editing. Authentic pictures go through the same."""

import cv2
import numpy as np

from forge.sources import Pixels
from forge.traces import blur, jpeg, noise, resample

_RESIZE = 0.2
_BLUR_OR_NOISE = 0.1
_JPEG = 0.5


def process(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Resize (.7-1.3), blur or noise, JPEG (60-98), each drawn on its own; none at all in 36 %.

    The draws do not look at the mask, so they carry no hint of the label.
    """
    if rng.random() < _RESIZE:
        image = resample(image, rng.uniform(0.7, 1.3), rng)
        mask = cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    if rng.random() < _BLUR_OR_NOISE:
        image = blur(image, (0.4, 1.2), rng) if rng.random() < 0.5 else noise(image, (1, 5), rng)
    if rng.random() < _JPEG:
        image = jpeg(image, (60, 98), rng)
    return image, mask
