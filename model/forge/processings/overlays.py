"""What is drawn on or around a picture that nobody manipulated: captions, screenshots' borders.

The mask stays as it is: what was written over counts as what it was before.
"""

import string

import cv2
import numpy as np

from data.pixels import Pixels
from forge.processings.traces import resample

FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)
_LETTERS = list(string.ascii_letters + string.digits)
_BLACK, _WHITE = 0, 255
# Of the picture's height.
_TEXT_HEIGHT = (0.04, 0.1)
_BAR_HEIGHT = (0.04, 0.12)
_LEAST_TEXT_PX = 8


def caption(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """A line of text: on a bar, with an outline, or bare."""
    height, width = mask.shape
    image = image.copy()
    text_px = max(_LEAST_TEXT_PX, round(height * rng.uniform(*_TEXT_HEIGHT)))
    baseline = int(rng.integers(min(2 * text_px, height - 2), height))
    light = int(rng.integers(2)) * _WHITE
    style = rng.choice(["bar", "outline", "bare"])
    if style == "bar":
        rows = slice(max(0, baseline - 3 * text_px // 2), baseline + text_px // 2)
        opacity = rng.uniform(0.5, 1)
        image[rows] = np.rint((1 - opacity) * image[rows] + opacity * (_WHITE - light))
    colour = (light,) * 3 if rng.random() < 0.6 else tuple(map(int, rng.integers(0, 256, 3)))
    left = int(rng.integers(0, max(1, width // 3)))
    font, text = FONTS[rng.integers(len(FONTS))], random_text(rng)
    if style == "outline":
        write_text(image, text, (left, baseline), text_px, font, (_WHITE - light,) * 3, bold_px=3)
    write_text(image, text, (left, baseline), text_px, font, colour)
    return image, mask


def screenshot(image: Pixels, mask: Pixels, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """The picture as a screen shows it: at another scale, between bars or plain borders."""
    scale = max(rng.uniform(0.5, 1.25), min(1, 180 / max(mask.shape)))
    image = resample(image, scale, rng)
    mask = cv2.resize(mask, image.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    height = mask.shape[0]
    bars = [round(height * rng.uniform(*_BAR_HEIGHT)) for _ in range(2)]
    sides = [int(rng.integers(0, height // 8))] * 2 if rng.random() < 0.4 else [0, 0]
    border = (*bars, *sides)
    ground = int(rng.choice([_BLACK, 32, 240, _WHITE]))
    framed = cv2.copyMakeBorder(image, *border, cv2.BORDER_CONSTANT, value=(ground,) * 3)
    if rng.random() < 0.6:
        _draw_controls(framed[: bars[0]], _WHITE - ground, rng)
    return framed, cv2.copyMakeBorder(mask, *border, cv2.BORDER_CONSTANT, value=0)


def random_text(rng: np.random.Generator, words: tuple[int, int] = (1, 6)) -> str:
    """Letters without meaning, in words of two to eight."""
    count = int(rng.integers(*words))
    return " ".join("".join(rng.choice(_LETTERS, int(rng.integers(2, 9)))) for _ in range(count))


def write_text(
    image: Pixels,
    text: str,
    start: tuple[int, int],
    text_px: int,
    font: int,
    colour: tuple[int, ...],
    bold_px: int = 0,
) -> None:
    """In place; ``start`` is (x, y) of the baseline, ``text_px`` the height of a capital."""
    scale = cv2.getFontScaleFromHeight(font, text_px)
    thickness = max(1, text_px // 12) + bold_px
    cv2.putText(image, text, start, font, scale, colour, thickness, cv2.LINE_AA)


def _draw_controls(bar: Pixels, grey: int, rng: np.random.Generator) -> None:
    """Buttons and a title in a bar of a window, in place."""
    height, width = bar.shape[:2]
    radius = max(2, height // 5)
    for index in range(int(rng.integers(1, 5))):
        centre = (radius * (2 + 3 * index), height // 2)
        colour = tuple(map(int, rng.integers(0, 256, 3)))
        cv2.circle(bar, centre, radius, colour, cv2.FILLED, cv2.LINE_AA)
    start = (width // 3, height // 2 + radius)
    text_px = max(_LEAST_TEXT_PX, 2 * radius)
    write_text(bar, random_text(rng, (1, 3)), start, text_px, FONTS[0], (grey,) * 3)
