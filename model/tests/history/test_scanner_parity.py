"""What training sees of files, against definitions in numpy on pixels that Pillow decodes.

A slack in levels, of luma at a pixel, bounds everything: a coefficient of 8 x 8 of them, and the
length of any set of those, by 8 times as much. So each plane has a least and a largest value.
"""

import io
import math
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from history_pictures import jpeg, photograph
from PIL import Image

from history.evidence import evidence_of
from history.planes import index

BT601 = np.array([0.299, 0.587, 0.114])
# Luma is kept in 64ths of a level: rounded, it is off by half of one. Grey has nothing to round.
ROUNDING = 1 / 128
# Order of operations, float32 of the planes. Coefficients at exactly half a level do occur.
ARITHMETIC = 1e-6
# Pillow has its own libjpeg and libwebp. Their inverse transforms are integer and exact, and a
# shade of colour more or less leaves luma alone, but the rounding and clipping of R, G, B after
# another way of upsampling colour does not: of lossy files a few cells may be a level off.
OTHER_DECODER = 1
FEW_CELLS = 0.02
LAST_STEP, IS_JPEG, LOG_SCALE = 2, 5, 12

STEPS = np.arange(8)
BASIS = np.cos(np.pi / 8 * np.outer(STEPS, STEPS + 0.5)) / 2
BASIS[0] /= math.sqrt(2)
_places = sorted(np.ndindex(8, 8), key=lambda at: (sum(at), at[sum(at) % 2 == 0]))
ZIGZAG = np.array([8 * down + across for down, across in _places])
SIDES = [*range(96, 171), 200, 233, 260]


class Case(NamedTuple):
    name: str
    data: bytes
    # Where the grid must begin; None where no saving put one there.
    grid: tuple[int, int] | None = (0, 0)


def picture(seed):
    """Odd sizes; a dark and a bright box, one of a single colour, one that hardly varies."""
    shape = tuple(map(int, np.random.default_rng(seed).choice(SIDES, 2)))
    pixels = photograph(seed, shape)
    pixels[5:25, 9:30], pixels[5:25, 40:61] = 0, 255
    pixels[40:62, 9:31], pixels[40:62, 40:70] = (90, 140, 40), (200, 30, 120)
    pixels[44:58:3, 44:66, 0] += 2
    pixels[70:90, 9:60] = np.clip(pixels[70:90, 9:60].astype(int) * 3 - 250, 0, 255)
    return pixels


def encoded(pixels, form, **options):
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(file, form, **options)
    return file.getvalue()


def grey(pixels):
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def deep(pixels, low):
    return cv2.imencode(".png", pixels.astype("u2")[..., ::-1] * 256 + low)[1].tobytes()


def off_grid(seed, top, left, quality=20):
    """Cropped from a strongly compressed JPEG, and where its grid is."""
    saved = jpeg(picture(seed), quality=quality, subsampling="4:4:4")
    return np.asarray(Image.open(io.BytesIO(saved)))[top:, left:], (-top % 8, -left % 8)


def jpegs():
    for number, subsampling in enumerate(("4:2:0", "4:2:2", "4:4:4")):
        for quality in (30, 75, 95):
            kind = {"quality": quality, "subsampling": subsampling}
            yield f"{subsampling} q{quality}", jpeg(picture(10 * number + quality), **kind)
        kind = {"quality": 60 + 15 * number, "subsampling": subsampling, "progressive": True}
        yield f"{subsampling} progressive", jpeg(picture(number), **kind)
    for quality in (50, 100):
        yield f"optimised q{quality}", jpeg(picture(quality), quality=quality, optimize=True)
    for quality, kind in ((40, {}), (90, {}), (70, {"progressive": True})):
        yield f"grey q{quality}", jpeg(grey(picture(quality + 1)), quality=quality, **kind)
    rising, falling = [2 + at // 3 for at in range(64)], [40 - at // 2 for at in range(64)]
    for number, tables in enumerate(([rising, falling], [falling, rising], [[3] * 64, [29] * 64])):
        kind = {"qtables": tables, "subsampling": ("4:4:4", "4:2:0", "4:2:2")[number]}
        yield f"tables {number}", jpeg(picture(130 + number), **kind)
    yield "tables grey", jpeg(grey(picture(133)), qtables=[falling])
    for number, quality in enumerate((70, 93)):
        yield f"saved twice q{quality}", jpeg(off_grid(140 + number, 3, 5)[0], quality=quality)
    for orientation in range(1, 9):
        data = jpeg(picture(150 + orientation), quality=85, exif=turned(orientation))
        yield f"orientation {orientation}", data


def others():
    """Of them the grid of no saving is known."""
    for seed in (200, 201):
        yield f"rgb {seed}.png", encoded(picture(seed), "PNG")
    yield "grey.png", encoded(grey(picture(202)), "PNG")
    # libvips cuts low bits of colours off; grey it rounds by way of linear light, within a level.
    pixels = grey(picture(203))[..., None]
    yield "grey 16.png", deep(pixels, pixels)
    pixels = picture(204)
    yield "rgb 16.png", deep(pixels, np.random.default_rng(1).integers(0, 256, pixels.shape, "u2"))
    yield "palette.png", encoded(Image.fromarray(picture(205)).quantize(64), "PNG")
    seen = np.dstack([picture(206), picture(206)[..., :1]])
    yield "alpha.png", encoded(seen, "PNG")
    yield "orientation.png", encoded(picture(207), "PNG", exif=turned(6))
    for seed in (208, 209):
        yield f"lossless {seed}.webp", encoded(picture(seed), "WEBP", lossless=True)
    for quality in (40, 80, 95):
        yield f"q{quality}.webp", encoded(picture(210 + quality), "WEBP", quality=quality)
    yield "orientation.webp", encoded(picture(211), "WEBP", quality=90, exif=turned(8))


def cropped():
    for number, crop in enumerate(((3, 5), (1, 0), (7, 2), (0, 4))):
        pixels, grid = off_grid(220 + number, *crop)
        yield f"cropped {number}.png", encoded(pixels, "PNG"), grid
    pixels, grid = off_grid(224, 6, 6)
    yield "cropped grey.png", encoded(grey(pixels), "PNG"), grid


CASES = [Case(f"{name}.jpg".replace(":", ""), data) for name, data in jpegs()]
CASES += [Case(name, data, None) for name, data in others()]
CASES += [Case(*one) for one in cropped()]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Evidence by name; one process reads all files."""
    folder = tmp_path_factory.mktemp("parity")
    for case in CASES:
        (folder / case.name).write_bytes(case.data)
    return {path.name: one for path, one in evidence_of(folder / case.name for case in CASES)}


def stored(case):
    return Image.open(io.BytesIO(case.data))


def luma_of(case):
    """(H, W) of levels less 128, in the stored orientation."""
    image = stored(case)
    pixels = np.asarray(image.convert("RGB") if image.mode == "P" else image)
    pixels = pixels // 256 if image.mode == "I;16" else pixels
    return (pixels if pixels.ndim == 2 else pixels[..., :3] @ BT601) - 128.0


def blocks_of(case, one):
    """(rows, columns, 8, 8) on the grid that the evidence names."""
    luma = luma_of(case)[one.top :, one.left :]
    rows, columns = (side // 8 for side in luma.shape)
    return luma[: 8 * rows, : 8 * columns].reshape(rows, 8, columns, 8).swapaxes(1, 2)


def table_of(case):
    """Steps of luma in rows of frequencies; None where the file is no JPEG."""
    tables = getattr(stored(case), "quantization", None)
    return None if tables is None else np.array(tables[0])


def is_lossy(case):
    return case.name.endswith("jpg") or (case.name.endswith("webp") and "less" not in case.name)


def rounding(case):
    return 0 if stored(case).mode in ("L", "I;16") else ROUNDING


def length(coefficients, by):
    """Of vectors, shorter or longer by so much."""
    return np.maximum(np.linalg.norm(coefficients, axis=-1) + by, 0)


def bounds_by_definition(case, one, slack):
    """Least and largest value by plane; ``slack`` in levels of a pixel."""
    blocks = blocks_of(case, one)
    levels = blocks + 128
    mean, span = blocks.mean((2, 3)), np.ptp(blocks, axis=(2, 3))
    frequencies = (BASIS @ blocks @ BASIS.T).reshape(*blocks.shape[:2], 64)
    table = table_of(case)
    halves = (np.ones(64) if table is None else table)[1:] / 2

    def at(by):
        ends = (levels <= 2 + by) | (levels >= 253 - by)
        middle, high = (frequencies[..., places] for places in (ZIGZAG[15:36], ZIGZAG[43:]))
        return {
            "luma": (mean + by) / 64,
            "clipped": ends.mean((2, 3)),
            "flat": span < 1.5 + 2 * by,
            "texture": np.log(length(frequencies[..., 1:], 8 * by) ** 2 + 1) / 3,
            "zeros_main": (np.abs(frequencies[..., 1:]) < halves + 8 * by).mean(2),
            "middle_frequencies": np.log(length(middle, 8 * by) ** 2 / 21 + 0.05),
            "high_frequencies": np.log(length(high, 8 * by) ** 2 / 21 + 0.05),
        }

    return at(-slack), at(slack)


PLANES = ("luma", "clipped", "flat", "texture", "zeros_main")
PLANES += ("middle_frequencies", "high_frequencies")


def outside(case, one, name, slack):
    """Which cells."""
    least, largest = (by[name] for by in bounds_by_definition(case, one, slack + ARITHMETIC))
    plane = one.planes[index(name)]
    assert plane.shape == least.shape
    return (plane < least - ARITHMETIC) | (plane > largest + ARITHMETIC)


def test_fifty_files_of_every_kind():
    assert len(CASES) == len({case.name for case in CASES}) == 50
    sizes = [stored(case).size for case in CASES]
    assert all(96 - 8 < side <= 260 for size in sizes for side in size)
    assert {stored(case).getexif().get(0x0112) for case in CASES} == {None, *range(1, 9)}


@every_case
def test_cells_lie_on_the_stored_picture(found, case):
    one = found[case.name]
    assert (one.stored_width, one.stored_height) == (one.width, one.height) == stored(case).size
    if case.grid is not None:
        assert (one.top, one.left) == case.grid
    assert 0 <= min(one.top, one.left) <= max(one.top, one.left) < 8


@every_case
def test_planes_are_what_their_definitions_say(found, case):
    one, slack = found[case.name], rounding(case)
    for name in PLANES:
        share = outside(case, one, name, slack).mean()
        assert share <= (FEW_CELLS if is_lossy(case) else 0), name
        assert not outside(case, one, name, OTHER_DECODER).any(), name


@every_case
def test_figures_are_those_of_the_files_own_table(found, case):
    figures, table = found[case.name].figures, table_of(case)
    assert figures[IS_JPEG] == case.name.endswith(".jpg") == (table is not None)
    expected = 0 if table is None else np.log(table[ZIGZAG[1:21]]).mean()
    assert figures[LAST_STEP] == pytest.approx(expected, abs=ARITHMETIC)
    assert figures[LOG_SCALE] == 0


def test_bounds_are_narrow_and_planes_vary(found):
    """Else any evidence would lie within them."""
    widths, values = {name: [] for name in PLANES}, {name: [] for name in PLANES}
    for case in CASES:
        one = found[case.name]
        least, largest = bounds_by_definition(case, one, rounding(case) + ARITHMETIC)
        for name in PLANES:
            widths[name] += [*(largest[name] * 1.0 - least[name]).ravel()]
            values[name] += [*one.planes[index(name)].ravel()]
    for name in PLANES:
        assert np.mean(widths[name]) < 0.05 * np.std(values[name]), name
