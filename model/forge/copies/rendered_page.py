"""Pages as a program draws them: the same words, icons and cards again, pixel by pixel."""

import cv2
import numpy as np

from data.photographs import Library
from data.pixels import Pixels
from forge.copies.motifs import drawn_motif, photo_motif, pictogram_motif
from forge.processings.overlays import FONTS, random_text, write_text

_WIDTH_PX = (560, 1100)
_GROUNDS = (255, 255, 255, 250, 240, 40, 18)
_TEXT_PX = (7, 20)
_MARGIN_PX = 16


def page(rng: np.random.Generator, library: Library) -> tuple[Pixels, str]:
    """A page and the name of what it shows."""
    width = int(rng.integers(*_WIDTH_PX))
    sheet = np.full((int(width * rng.uniform(0.6, 1)), width, 3), rng.choice(_GROUNDS), np.uint8)
    name = str(rng.choice(list(_LAYOUTS)))
    _LAYOUTS[name](sheet, rng, library)
    return sheet, name


def _lines(sheet: Pixels, rng: np.random.Generator, library: Library) -> None:
    """Text of few words, some lines more than once; a photograph beside it in half of the draws."""
    height, width = sheet.shape[:2]
    words = [random_text(rng, (1, 2)) for _ in range(int(rng.integers(6, 30)))]
    lines = [" ".join(rng.choice(words, 12)) for _ in range(int(rng.integers(3, 12)))]
    text_px, font = int(rng.integers(*_TEXT_PX)), FONTS[rng.integers(len(FONTS))]
    for baseline in range(2 * text_px + _MARGIN_PX, height - text_px, round(2.2 * text_px)):
        line = lines[rng.integers(len(lines))]
        write_text(sheet, line, (_MARGIN_PX, baseline), text_px, font, _ink(sheet))
    if rng.random() < 0.5:
        side = min(height, width) // 3
        sheet[_MARGIN_PX : _MARGIN_PX + side, -side:] = photo_motif((side, side), rng, library)


def _cards(sheet: Pixels, rng: np.random.Generator, library: Library) -> None:
    """A grid of cards: one icon for all of them, a heading, a button."""
    columns = int(rng.integers(2, 6))
    width = (sheet.shape[1] - _MARGIN_PX) // columns
    card = np.full((int(width * rng.uniform(0.4, 1.1)), width, 3), sheet[0, 0], np.uint8)
    side = max(24, int(width * rng.uniform(0.2, 0.5)))
    side = min(side, card.shape[0] - 8)
    draw = (pictogram_motif, drawn_motif, photo_motif)[rng.choice(3, p=[0.5, 0.35, 0.15])]
    card[4 : 4 + side, 4 : 4 + side] = draw((side, side), rng, library)
    text_px = int(rng.integers(*_TEXT_PX))
    for top in range(_MARGIN_PX, sheet.shape[0] - card.shape[0], card.shape[0] + 8):
        for left in range(_MARGIN_PX, sheet.shape[1] - width + 1, width):
            own = card.copy()
            heading = random_text(rng, (1, 3)) if rng.random() < 0.6 else "Read more"
            start = (side + 10, text_px + 8)
            write_text(own, heading, start, text_px, FONTS[0], _ink(sheet))
            sheet[top : top + len(card), left : left + width] = own


def _table(sheet: Pixels, rng: np.random.Generator, _: Library) -> None:
    """Cells between lines, few values."""
    values = [random_text(rng, (1, 3)) for _ in range(int(rng.integers(3, 12)))]
    text_px = int(rng.integers(*_TEXT_PX))
    column_px = int(rng.integers(8, 16)) * text_px
    row_px = int(rng.integers(2, 4)) * text_px
    ink = _ink(sheet)
    for top in range(_MARGIN_PX, sheet.shape[0] - row_px, row_px):
        cv2.line(sheet, (0, top), (sheet.shape[1], top), (160,) * 3, 1)
        for left in range(_MARGIN_PX, sheet.shape[1], column_px):
            value = values[rng.integers(len(values))]
            start = (left, top + row_px - text_px // 2)
            write_text(sheet, value, start, text_px, FONTS[0], ink)


def _ink(sheet: Pixels) -> tuple[int, ...]:
    return (20,) * 3 if sheet[0, 0, 0] > 128 else (235,) * 3


_LAYOUTS = {"lines": _lines, "cards": _cards, "table": _table}
