"""What happens to a whole picture after editing. Authentic pictures go through the same."""

from collections.abc import Callable

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.overlays import caption, screenshot
from forge.processings.traces import blur, jpeg, local_contrast, noise, resample, sharpen

HARD_SHARE_AUTHENTIC = 0.35
HARD_SHARE_MANIPULATED = 0.1
"""Of pictures that are handled roughly. Authentic ones are shown so more often, because rough
handling is what false alarms come from; manipulated ones too, so that it tells nothing."""

_HARD_SCALE = (0.4, 1.5)
_SCALE = (0.7, 1.3)
_LONG_SIDE = (180, 1600)

Step = Callable[[Pixels, Pixels, np.random.Generator], tuple[Pixels, Pixels]]
Steps = tuple[tuple[Step, float], ...]


def process(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Ordinary handling, none at all in 36 %, or rough handling in a share that the label sets.

    Within each kind the draws do not look at the mask, so they carry no hint of the label.
    """
    hard_share = HARD_SHARE_MANIPULATED if mask.any() else HARD_SHARE_AUTHENTIC
    if rng.random() < hard_share:
        return _at_least_one(_HARD, image, mask, rng)
    return _run(_drawn(_ORDINARY, rng), image, mask, rng)


def process_visibly(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """At least one step: of rough handling in half of the draws, else of the ordinary."""
    return _at_least_one(_HARD if rng.random() < 0.5 else _ORDINARY, image, mask, rng)


def _at_least_one(
    steps: Steps, image: Pixels, mask: Pixels, rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    drawn: list[Step] = []
    while not drawn:
        drawn = _drawn(steps, rng)
    return _run(drawn, image, mask, rng)


def _drawn(steps: Steps, rng: np.random.Generator) -> list[Step]:
    return [step for step, share in steps if rng.random() < share]


def _run(
    steps: list[Step], image: Pixels, mask: Pixels, rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    """The steps in the order an editor takes them."""
    for step in steps:
        image, mask = step(image, mask, rng)
    return image, mask


def _soften_or_grain(
    image: Pixels, mask: Pixels, rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    mild = blur(image, (0.4, 1.2), rng) if rng.random() < 0.5 else noise(image, (1, 5), rng)
    return mild, mask


def _retouch(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    looks = (
        lambda: blur(image, (0.4, 1.5), rng),
        lambda: noise(image, (1, 6), rng),
        lambda: sharpen(image, (0.3, 1.5), rng),
        lambda: local_contrast(image, rng),
    )
    return looks[rng.integers(len(looks))](), mask


def _rescale(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    return _scaled(image, mask, _SCALE, rng)


def _rescale_far(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    return _scaled(image, mask, _HARD_SCALE, rng)


def _scaled(
    image: Pixels, mask: Pixels, scales: tuple[float, float], rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    long_side = max(image.shape[:2])
    smallest, largest = (side / long_side for side in _LONG_SIDE)
    scale = float(np.clip(rng.uniform(*scales), min(1, smallest), max(1, largest)))
    image = resample(image, scale, rng)
    return image, cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)


def _compress(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    return jpeg(image, (60, 98), rng), mask


def _compress_hard(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """JPEG: once, once and strongly, or twice; in half of those on another 8x8 grid."""
    kind = rng.choice(3, p=[0.6, 0.2, 0.2])
    if kind == 0:
        return jpeg(image, (60, 98), rng), mask
    image = jpeg(image, (30, 60) if kind == 1 else (60, 95), rng)
    if kind == 1:
        return image, mask
    top, left = rng.integers(0, 8, 2) if rng.random() < 0.5 else (0, 0)
    return jpeg(image[top:, left:], (65, 98), rng), mask[top:, left:]


_ORDINARY: Steps = ((_rescale, 0.2), (_soften_or_grain, 0.1), (_compress, 0.5))
_HARD: Steps = (
    (_retouch, 0.25),
    (_rescale_far, 0.35),
    (caption, 0.1),
    (screenshot, 0.08),
    (_compress_hard, 0.7),
)
