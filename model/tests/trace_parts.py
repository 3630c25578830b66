"""A pack of two parts: one decoded, one not."""

import cv2
import numpy as np

from forge.traces.photo_parts import Part, PartsPack, write_parts


def textured(seed, height, width):
    """Blurred noise, 0..255: detail at every scale."""
    grain = np.random.default_rng(seed).normal(0, 1, (height, width, 3)).astype(np.float32)
    planes = sum(20 * sigma * cv2.GaussianBlur(grain, (0, 0), sigma) for sigma in (0.6, 1.5, 4))
    return np.clip(128 + planes, 0, 255).astype(np.uint8)


def two_parts():
    decoded = textured(2, 104, 96)
    return [
        Part("a/one.jpg", textured(0, 140, 120), decoded),
        Part("b/two.jpg", textured(1, 96, 200)),
    ]


def write_pack(folder):
    write_parts(folder, two_parts(), {"split": "train"})
    return PartsPack(folder)
