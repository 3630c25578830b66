"""The paper's augmentations on one packed picture: blur, JPEG, scale, crop, flip (section 4.1)."""

import cv2
import numpy as np
from numpy.random import Generator

from training.packed_set import Pixels


def augment(image: Pixels, mask: Pixels, rng: Generator) -> tuple[Pixels, Pixels]:
    """(S, S, 3) and (S, S) -> the same shapes; the mask follows every move of the pixels.

    Quarter turns and vertical flips join the paper's list: forensic traces have no up.
    """
    if rng.random() < 0.5:
        image, mask = image[:, ::-1], mask[:, ::-1]
    turns = int(rng.integers(4)) if rng.random() < 0.5 else 0
    image, mask = np.rot90(image, turns), np.rot90(mask, turns)
    if rng.random() < 0.3:
        image, mask = scale_and_crop(image, mask, rng)
    image = np.ascontiguousarray(image)
    if rng.random() < 0.1:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.3:
        image = recompress(image, int(rng.integers(60, 99)))
    return image, np.ascontiguousarray(mask)


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
