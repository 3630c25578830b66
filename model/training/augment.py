"""The paper's augmentations on one packed picture: blur, JPEG, scale, crop, flip (section 4.1)."""

import cv2
import numpy as np
from numpy.random import Generator

from data.pixels import Pixels


def augment(image: Pixels, mask: Pixels, rng: Generator) -> tuple[Pixels, Pixels]:
    """(S, S, 3) and (S, S) -> the same shapes; the mask follows every move of the pixels.

    Quarter turns, vertical flips, tone and thumbnails join the paper's list: forensic traces have
    no up, a tone keeps the network from knowing a photograph again, and a thumbnail is what shared
    pictures often are.
    """
    if rng.random() < 0.5:
        image, mask = image[:, ::-1], mask[:, ::-1]
    turns = int(rng.integers(4)) if rng.random() < 0.5 else 0
    image, mask = np.rot90(image, turns), np.rot90(mask, turns)
    if rng.random() < 0.1:
        image, mask = scale_and_crop(image, mask, rng)
    image = np.ascontiguousarray(image)
    if rng.random() < 0.3:
        image = toned(image, rng)
    if rng.random() < 0.2:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 2.4)))
    if rng.random() < 0.1:
        image = thumbnail(image, rng)
    elif rng.random() < 0.15:
        image = recompress(image, int(rng.integers(60, 99)))
    return image, np.ascontiguousarray(mask)


def toned(image: Pixels, rng: Generator) -> Pixels:
    """A gain for each channel, and one gamma."""
    gamma, gains = rng.uniform(0.75, 1.3), rng.uniform(0.85, 1.15, 3)
    levels = (np.arange(256) / 255)[:, None] ** gamma * gains
    return cv2.LUT(image, np.clip(levels * 255 + 0.5, 0, 255).astype(np.uint8)[None])


def thumbnail(image: Pixels, rng: Generator) -> Pixels:
    """Saved as JPEG at half its side (CASIA v2 in 256 px beside 512), then enlarged."""
    size = image.shape[0]
    small = cv2.resize(image, (size // 2, size // 2), interpolation=cv2.INTER_AREA)
    small = recompress(small, int(rng.integers(70, 96)))
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR)


def scale_and_crop(image: Pixels, mask: Pixels, rng: Generator) -> tuple[Pixels, Pixels]:
    """Scales by 1.0-1.3 and crops back. Assumption: 0.8-1.2 elsewhere; never padded here."""
    size = image.shape[0]
    larger = int(size * rng.uniform(1.0, 1.3))
    top, left = rng.integers(larger - size + 1, size=2)
    window = np.s_[top : top + size, left : left + size]
    scaled = cv2.resize(
        np.ascontiguousarray(image), (larger, larger), interpolation=cv2.INTER_LINEAR
    )
    moved = cv2.resize(
        np.ascontiguousarray(mask), (larger, larger), interpolation=cv2.INTER_NEAREST
    )
    return scaled[window], moved[window]


def recompress(image: Pixels, quality: int) -> Pixels:
    """One JPEG round trip in memory."""
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
