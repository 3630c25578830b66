"""What happens to a whole picture after editing. Authentic pictures go through the same."""

from collections.abc import Callable

import cv2
import numpy as np

from forge.overlays import caption, screenshot
from forge.sources import Pixels
from forge.traces import blur, jpeg, local_contrast, noise, resample, sharpen

UNTOUCHED_SHARE = 0.3
_SCALE = (0.4, 1.5)
_LONG_SIDE = (180, 1600)

Step = Callable[[Pixels, Pixels, np.random.Generator], tuple[Pixels, Pixels]]


def process(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Nothing in three of ten draws, else ``process_visibly``.

    The draws do not look at the mask, so they carry no hint of the label.
    """
    if rng.random() < UNTOUCHED_SHARE:
        return image, mask
    return process_visibly(image, mask, rng)


def process_visibly(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """At least one of the steps, each drawn on its own, in the order an editor takes them."""
    drawn: list[Step] = []
    while not drawn:
        drawn = [step for step, share in _STEPS if rng.random() < share]
    for step in drawn:
        image, mask = step(image, mask, rng)
    return image, mask


def _retouch(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    looks = (
        lambda: blur(image, (0.4, 1.5), rng),
        lambda: noise(image, (1, 6), rng),
        lambda: sharpen(image, (0.3, 1.5), rng),
        lambda: local_contrast(image, rng),
    )
    return looks[rng.integers(len(looks))](), mask


def _rescale(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    long_side = max(image.shape[:2])
    smallest, largest = (side / long_side for side in _LONG_SIDE)
    scale = float(np.clip(rng.uniform(*_SCALE), min(1, smallest), max(1, largest)))
    image = resample(image, scale, rng)
    return image, cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)


def _compress(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """JPEG: once, once and strongly, or twice; in half of those on another 8x8 grid."""
    kind = rng.choice(3, p=[0.6, 0.2, 0.2])
    if kind == 0:
        return jpeg(image, (60, 98), rng), mask
    image = jpeg(image, (30, 60) if kind == 1 else (60, 95), rng)
    if kind == 1:
        return image, mask
    top, left = rng.integers(0, 8, 2) if rng.random() < 0.5 else (0, 0)
    return jpeg(image[top:, left:], (65, 98), rng), mask[top:, left:]


_STEPS: tuple[tuple[Step, float], ...] = (
    (_retouch, 0.25),
    (_rescale, 0.35),
    (caption, 0.1),
    (screenshot, 0.08),
    (_compress, 0.7),
)
