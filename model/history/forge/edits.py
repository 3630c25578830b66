"""What is laid into a region, and which past it brings: none, another grid, another first table,
the picture's own content moved."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.traces import blur
from history.forge.pasts import Stock, made_past, no_past
from history.forge.regions import Region
from history.forge.saving import again

Fill = Callable[[Pixels, Region, np.random.Generator, Stock], Pixels]


def _blurred(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    return blur(base, (0.8, 5), rng)


def _resampled(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Its own content, scaled, half of the times turned."""
    scale = rng.uniform(1.05, 1.6) if rng.random() < 0.6 else rng.uniform(0.6, 0.95)
    turn = rng.uniform(-20, 20) if rng.random() < 0.5 else 0.0
    return _warped(base, turn, scale, 0.25, rng)


def _healed(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """The hole closed from its edge on a small copy; detail of elsewhere or grain laid over."""
    height, width = region.shape
    scale = min(1.0, np.sqrt(60_000 / region.size))
    small = cv2.resize(base, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(region.astype(np.uint8), small.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    hole = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    closed = cv2.inpaint(small, hole, 3, cv2.INPAINT_TELEA)
    filled = cv2.resize(closed, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    if rng.random() < 0.6:
        detail = base.astype(np.float32) - cv2.GaussianBlur(base, (0, 0), 3)
        turn = 180.0 if rng.random() < 0.5 else 0.0
        filled += rng.uniform(0.3, 1) * _warped(detail, turn, rng.uniform(1.03, 1.4), 0.3, rng)
    if rng.random() < 0.4:
        filled += rng.normal(0, rng.uniform(0.5, 4), (height, width, 1))
    return _bytes(filled)


def _decoded(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """As a decoder leaves it: down, up, sharpened, a little grain."""
    scale = rng.uniform(0.45, 0.8)
    small = cv2.resize(base, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, region.shape[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large += rng.uniform(0.2, 1) * (large - cv2.GaussianBlur(large, (0, 0), 1.5))
    return _bytes(large + rng.normal(0, rng.uniform(0.3, 2.5), large.shape))


def _foreign(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Another picture, resampled: without history."""
    other = no_past(stock, rng)[1]
    height, width = region.shape
    scale = max(height / other.shape[0], width / other.shape[1])
    size = (max(width, int(other.shape[1] * scale)), max(height, int(other.shape[0] * scale)))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(other, size, interpolation=how)[:height, :width]


def _drawn(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Paint: a colour or a gradient, with grain in half of the draws."""
    ends = rng.integers(0, 256, (2, 3))
    share = np.linspace(0, rng.integers(2), region.shape[1])[None, :, None]
    paint = np.broadcast_to(ends[0] * (1 - share) + ends[1] * share, base.shape)
    grain = rng.uniform(1, 10) if rng.random() < 0.5 else 0
    return _bytes(paint + rng.normal(0, grain, (*region.shape, 1)))


def _moved(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Its own content from elsewhere, off the grid."""
    height, width = region.shape
    down, right = rng.integers(-height // 2, height // 2), rng.integers(-width // 2, width // 2)
    if down % 8 == 0 and right % 8 == 0:
        right += rng.integers(1, 8)
    moved = np.roll(base, (down, right), (0, 1))
    return moved[:, ::-1] if rng.random() < 0.2 else moved


def _other_grid(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Another JPEG, its grid anywhere."""
    other = stock.photograph(rng)[1] if rng.random() < 0.5 else made_past(stock, rng)[1]
    top, left = rng.integers(0, 8, 2)
    return _covering(other, region.shape[0] + 8, region.shape[1] + 8)[top:, left:][
        : region.shape[0], : region.shape[1]
    ]


def _other_table(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Another JPEG on the same grid: only its first table differs."""
    return _covering(made_past(stock, rng)[1], *region.shape)


def _saved_again(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    """Its own content, saved once more on the same grid."""
    return again(base, rng, stock.cameras, 50, 95)


def _toned(base: Pixels, region: Region, rng: np.random.Generator, stock: Stock) -> Pixels:
    curve = (base / 255) ** rng.choice([0.6, 0.75, 1.35, 1.6]) * 255
    return _bytes(curve * rng.uniform(0.9, 1.1, 3) + rng.uniform(-15, 15))


FILLS: Mapping[str, tuple[Fill, float]] = {
    "blurred": (_blurred, 0.07),
    "resampled": (_resampled, 0.11),
    "healed": (_healed, 0.14),
    "decoded": (_decoded, 0.1),
    "foreign": (_foreign, 0.14),
    "drawn": (_drawn, 0.04),
    "moved": (_moved, 0.13),
    "other_grid": (_other_grid, 0.12),
    "other_table": (_other_table, 0.06),
    "saved_again": (_saved_again, 0.05),
    "toned": (_toned, 0.04),
}
"""Name -> (fill, share of the draws). A fill gives pixels of the base's size."""
_SOFTEST_PX = 5.0
_LEAST_CHANGED = 0.3


def edit(
    base: Pixels, region: Region, rng: np.random.Generator, stock: Stock
) -> tuple[str, Pixels, Region] | None:
    """Kind, picture and where it is edited; None when too little of the region changed.

    The edge is feathered in half of the draws; what is more than half of the fill is edited.
    """
    kinds = list(FILLS)
    kind = kinds[rng.choice(len(kinds), p=[share for _, share in FILLS.values()])]
    fill = FILLS[kind][0](base, region, rng, stock)
    opacity = region.astype(np.float32)
    if rng.random() < 0.5:
        softness = np.exp(rng.uniform(np.log(0.5), np.log(_SOFTEST_PX)))
        opacity = cv2.GaussianBlur(opacity, (0, 0), softness)
    mixed = base * (1 - opacity[..., None]) + fill * opacity[..., None]
    picture, edited = _bytes(mixed), opacity > 0.5
    changed = (picture != base).any(axis=2) & edited
    if np.count_nonzero(changed) < max(64, _LEAST_CHANGED * np.count_nonzero(edited)):
        return None
    return kind, picture, edited


def _warped(
    image: np.ndarray, turn: float, scale: float, shift: float, rng: np.random.Generator
) -> np.ndarray:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    matrix[:, 2] += rng.uniform(-shift, shift, 2) * [width, height]
    how = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    return cv2.warpAffine(image, matrix, (width, height), flags=how, borderMode=cv2.BORDER_REFLECT)


def _covering(other: Pixels, height: int, width: int) -> Pixels:
    """At least the size, its own grid kept: mirrored where it ends."""
    down, right = max(0, height - other.shape[0]), max(0, width - other.shape[1])
    return cv2.copyMakeBorder(other, 0, down, 0, right, cv2.BORDER_REFLECT)[:height, :width]


def _bytes(image: np.ndarray) -> Pixels:
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)
