"""The traces of one camera: sensor pattern, shot noise, colour filter array, JPEG."""

import cv2
import numpy as np
from numpy.typing import NDArray

from data.pixels import Pixels
from forge.processings.traces import blur, jpeg, sharpen

_GAMMA = 2.2
_WHITE_LEVEL = 65535
# Of full scale: strength of the fixed pattern, shot noise of white, read noise.
_PATTERN = (0.004, 0.02)
_SHOT = (0.004, 0.025)
_READ = (0.0005, 0.003)
_LENS_PX = (0.35, 0.6)
_SHARPENING = (0.2, 0.8)
# Row, column of each filter in the top left cell; bilinear and edge-aware demosaicing.
_MOSAICS = (
    (((0, 0), (0, 1), (1, 0), (1, 1)), cv2.COLOR_BayerRGGB2RGB, cv2.COLOR_BayerRGGB2RGB_EA),
    (((0, 1), (0, 0), (1, 1), (1, 0)), cv2.COLOR_BayerGRBG2RGB, cv2.COLOR_BayerGRBG2RGB_EA),
    (((1, 0), (0, 0), (1, 1), (0, 1)), cv2.COLOR_BayerGBRG2RGB, cv2.COLOR_BayerGBRG2RGB_EA),
    (((1, 1), (0, 1), (1, 0), (0, 0)), cv2.COLOR_BayerBGGR2RGB, cv2.COLOR_BayerBGGR2RGB_EA),
)
_CHANNELS = (0, 1, 1, 2)

Linear = NDArray[np.float32]


def photographed(image: Pixels, rng: np.random.Generator) -> Pixels:
    """The picture as a random camera would have taken it. Sides >= 2 px.

    Lens blur, linear light, pattern (multiplicative) and shot noise, mosaic, demosaicing, gamma,
    sharpening in half of the draws, JPEG.
    """
    cells, *conversions = _MOSAICS[rng.integers(len(_MOSAICS))]
    sensed = _noisy(_mosaic(_linear(blur(image, _LENS_PX, rng)), cells), rng)
    levels = np.rint(sensed.clip(0, 1) * _WHITE_LEVEL).astype(np.uint16)
    demosaiced = cv2.cvtColor(levels, conversions[rng.integers(len(conversions))])
    developed = np.rint(255 * (demosaiced / np.float32(_WHITE_LEVEL)) ** np.float32(1 / _GAMMA))
    developed = developed.astype(np.uint8)
    if rng.random() < 0.5:
        developed = sharpen(developed, _SHARPENING, rng)
    return jpeg(developed, (75, 98), rng)


def _linear(image: Pixels) -> Linear:
    table = ((np.arange(256) / 255) ** _GAMMA).astype(np.float32)
    return table[image]


def _mosaic(image: Linear, cells: tuple[tuple[int, int], ...]) -> Linear:
    """(H, W): of each pixel the one channel that its filter lets through."""
    sensed = np.empty(image.shape[:2], np.float32)
    for channel, (row, column) in zip(_CHANNELS, cells, strict=True):
        sensed[row::2, column::2] = image[row::2, column::2, channel]
    return sensed


def _noisy(sensed: Linear, rng: np.random.Generator) -> Linear:
    pattern, shot, read = (np.float32(rng.uniform(*r)) for r in (_PATTERN, _SHOT, _READ))
    grain = rng.standard_normal((2, *sensed.shape), dtype=np.float32)
    return sensed * (1 + pattern * grain[0]) + np.sqrt(shot**2 * sensed + read**2) * grain[1]
