"""Small photographs with a known past, and packs whose planes say where a cell lies."""

import io
import json
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from PIL import Image

from history.forge.known_pasts import INDEX
from history.planes import FIGURES, PLANES
from history.training.evidence_pack import LABELS_FILE, PLANES_FILE

HEIGHT, WIDTH = 200, 280


def photograph(seed, shape=(HEIGHT, WIDTH), grain=5):
    """(H, W, 3): smooth colours, a few dark and light boxes, grain."""
    rng = np.random.default_rng(seed)
    smooth = cv2.resize(rng.uniform(60, 190, (5, 7, 3)).astype(np.float32), shape[::-1])
    for _ in range(6):
        top, left = rng.integers(0, shape[0] - 20), rng.integers(0, shape[1] - 20)
        smooth[top : top + 18, left : left + 18] += rng.uniform(-50, 50)
    return np.clip(smooth + rng.normal(0, grain, (*shape, 3)), 0, 255).astype(np.uint8)


def places(shape):
    """(H, W, 3): each pixel holds its row, its column and the high bits of both."""
    rows, columns = np.indices(shape)
    return np.stack([rows % 256, columns % 256, rows // 256 * 16 + columns // 256], 2).astype("u1")


def place_of(pixel):
    row, column, high = map(int, pixel)
    return row + 256 * (high // 16), column + 256 * (high % 16)


def jpeg(pixels, **options):
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", **options)
    return encoded.getvalue()


def quadrants():
    """Labels 1 to 4; the last is far smaller than a quarter."""
    labels = np.ones((HEIGHT, WIDTH), np.uint8)
    labels[: HEIGHT // 2, WIDTH // 2 :] = 2
    labels[HEIGHT // 2 :, : WIDTH // 2] = 3
    labels[-40:, -50:] = 4
    return labels


def write_photographs(root: Path) -> Path:
    """Three sources: strongly compressed, with segments, and of two cameras; stems recur."""
    photos = root / "train" / "photos"
    segments = photos / "segmented" / "segments"
    for folder in ("plain", "segmented/images", "segmented/segments", "camera"):
        (photos / folder).mkdir(parents=True)
    for index in range(16):
        data = jpeg(photograph(index), quality=40, subsampling="4:4:4")
        (photos / "plain" / f"{index:03}.jpg").write_bytes(data)
        data = jpeg(photograph(100 + index), quality=80)
        (photos / "segmented" / "images" / f"{index:03}.jpg").write_bytes(data)
        cv2.imwrite(str(segments / f"{index:03}.png"), quadrants())
    for index in range(8):
        steps = [3 + index % 2] * 64
        data = jpeg(photograph(200 + index), qtables=[steps, [step + 1 for step in steps]])
        (photos / "camera" / f"{index:03}.jpg").write_bytes(data)
    return root


def write_edits(root: Path) -> Path:
    """Two kinds; the second has no authentic file."""
    for number, kind in enumerate(("filled", "moved")):
        for folder in ("Tp", "Gt", "Au"):
            (root / kind / folder).mkdir(parents=True)
        picture, mask = photograph(300 + number, (130, 172)), np.zeros((130, 172), np.uint8)
        mask[40:90, 60:120] = 255
        saved = jpeg(picture, quality=60)
        pixels = cv2.imdecode(np.frombuffer(saved, np.uint8), cv2.IMREAD_COLOR)
        pixels[mask > 0] = np.roll(pixels, (13, 29), (0, 1))[mask > 0]
        cv2.imwrite(str(root / kind / "Tp" / "a.png"), pixels)
        cv2.imwrite(str(root / kind / "Gt" / "a.png"), mask)
        if kind == "filled":
            (root / kind / "Au" / "b.jpg").write_bytes(saved)
    return root


def call(main, *arguments):
    """As from the command line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["command", *map(str, arguments)])
        return main()


def phases(pixels):
    """(8,): mean step from one column to the next, by the column's number modulo 8."""
    luma = pixels.astype(np.float32).mean(2)
    steps = np.abs(np.diff(luma, axis=1)).mean(0)
    return np.array([steps[phase::8].mean() for phase in range(8)])


def grid_strength(pixels):
    """How far the strongest phase rises above the others; near 1 without blocks."""
    found = np.sort(phases(pixels))
    return found[-1] / found[-2]


class Cells(NamedTuple):
    """What a pack holds of one picture."""

    planes: np.ndarray
    labels: np.ndarray
    figures: np.ndarray
    about: dict


def random_cells(seed, rows, columns, edited=True, **about):
    """Noise, whose first plane is 1 where a cell is edited and whose second numbers the cells."""
    rng = np.random.default_rng(seed)
    planes = np.abs(rng.normal(0, 1, (len(PLANES), rows, columns))).astype(np.float16)
    labels = np.zeros((rows, columns), np.uint8)
    if edited:
        labels[1 : rows // 2, 2 : 2 + columns // 3] = 1
        labels[rows // 2, 2 : 2 + columns // 3] = 2
    planes[0] = labels == 1
    planes[1] = np.arange(rows * columns).reshape(rows, columns)
    about = {"operation": "moved" if edited else "twin", "container": "q90", "seed": seed, **about}
    folder = "Tp" if edited else "Au"
    return Cells(planes, labels, rng.normal(0, 1, FIGURES).astype("f4"), {**about, "file": folder})


def write_cells(folder: Path, pictures) -> Path:
    """A pack of ``Cells``."""
    folder.mkdir(parents=True)
    cell, lines = 0, []
    for number, one in enumerate(pictures):
        rows, columns = one.labels.shape
        entry = {**one.about, "file": f"{one.about['file']}/{number}.png", "cell": cell}
        entry |= {"rows": rows, "columns": columns, "figures": one.figures.tolist()}
        lines.append(json.dumps(entry) + "\n")
        cell += rows * columns
    (folder / INDEX).write_text("".join(lines))
    for name, part in ((PLANES_FILE, "planes"), (LABELS_FILE, "labels")):
        (folder / name).write_bytes(b"".join(getattr(one, part).tobytes() for one in pictures))
    return folder
