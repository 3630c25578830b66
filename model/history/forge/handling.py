"""What people and their programs do to a whole picture without editing it.

Captions, frames and collages count as handling, not as manipulation: the picture shows what it
showed. So they are authentic here, although parts of them have another past.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.overlays import caption, screenshot
from forge.processings.traces import blur, local_contrast, noise, resample, sharpen
from history.forge.pasts import Stock, any_past
from history.forge.saving import again

Handling = Callable[[Pixels, np.random.Generator, Stock], Pixels]


def _off_grid(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    top, left = rng.integers(0, 8, 2)
    return pixels[top:, left:]


def _saved_twice(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    for _ in range(int(rng.integers(1, 3))):
        pixels = again(pixels, rng, stock.cameras, 60, 98)
    return pixels


def _cropped_and_saved(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    return _off_grid(_saved_twice(pixels, rng, stock), rng, stock)


def _scaled(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    largest = 1.5 if pixels.shape[0] * pixels.shape[1] < 600_000 else 0.95
    return resample(pixels, rng.uniform(0.4, largest), rng)


def _turned(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    """By quarters and mirrored, without loss; or by a few degrees, to set a horizon straight."""
    if rng.random() < 0.6:
        return np.rot90(pixels[:, :: rng.choice([-1, 1])], int(rng.integers(4)))
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-6, 6), 1.15)
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC)


def _filtered(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    looks = (
        lambda: blur(pixels, (0.4, 2), rng),
        lambda: noise(pixels, (0.5, 4), rng),
        lambda: sharpen(pixels, (0.3, 1.5), rng),
        lambda: local_contrast(pixels, rng),
        lambda: _toned(pixels, rng),
    )
    return looks[rng.integers(len(looks))]()


def _toned(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    curve = (np.arange(256) / 255) ** rng.uniform(0.7, 1.4) * 255 * rng.uniform(0.9, 1.12)
    return np.clip(np.rint(curve), 0, 255).astype(np.uint8)[pixels]


def _captioned(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    return caption(pixels, np.zeros(pixels.shape[:2], np.uint8), rng)[0]


def _screenshot(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    return screenshot(pixels, np.zeros(pixels.shape[:2], np.uint8), rng)[0]


def _framed(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    sides = rng.integers(0, max(2, min(pixels.shape[:2]) // 8), 4)
    colour = tuple(map(int, rng.integers(0, 256, 3)))
    return cv2.copyMakeBorder(pixels, *map(int, sides), cv2.BORDER_CONSTANT, value=colour)


def _collage(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Two pictures side by side or one above the other, each with its own past."""
    other = any_past(stock, rng)[2]
    axis = int(rng.integers(2))
    side = min(pixels.shape[1 - axis], other.shape[1 - axis])
    cut = [np.take(one, range(side), axis=1 - axis) for one in (pixels, other)]
    return np.concatenate(cut, axis=axis)


HANDLINGS: Mapping[str, tuple[Handling, float]] = {
    "saved_twice": (_saved_twice, 0.27),
    "cropped_and_saved": (_cropped_and_saved, 0.15),
    "scaled": (_scaled, 0.2),
    "turned": (_turned, 0.08),
    "filtered": (_filtered, 0.14),
    "captioned": (_captioned, 0.03),
    "screenshot": (_screenshot, 0.05),
    "framed": (_framed, 0.04),
    "collage": (_collage, 0.04),
}
"""Name -> (handling, share of the draws)."""


def handle(pixels: Pixels, rng: np.random.Generator, stock: Stock) -> tuple[str, Pixels]:
    """Kind and picture."""
    kinds = list(HANDLINGS)
    kind = kinds[rng.choice(len(kinds), p=[share for _, share in HANDLINGS.values()])]
    return kind, np.ascontiguousarray(HANDLINGS[kind][0](pixels, rng, stock))
