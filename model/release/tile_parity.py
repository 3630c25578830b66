"""What an edit network says of pictures of the repository, for the scanner's test to compare with.

``parity/tiles.json`` of the model, one entry for each picture: its path in the repository, the
``width`` and ``height`` that its tiles show, how many tiles those are, the score of its map, the
map's size in cells of 4 x 4 pixels, its mean and maximum, and a ``grid`` of 16 x 16 means: row i
is that of the map's rows from i h / 16 on, rounded down, and columns likewise.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from data.pixels import decode
from evaluation.metrics.image_metrics import robust_score
from fasa.edits.tile_network import TileNetwork
from fasa.edits.tiled import Map, Tiling, tile_map

REPOSITORY = Path(__file__).parents[2]
FILE = Path("parity") / "tiles.json"
PICTURES = (
    "test/fixtures/labelled-set/Tp/near.png",
    "samples/bowl.jpg",
    "test/fixtures/images/jpeg-exif-6.jpg",
    "test/fixtures/images/jpeg-12mp-progressive.jpg",
)
"""Smaller than a tile and off its steps; of several tiles; turned by EXIF; above the budget."""
_GRID = 16
_DECIMALS = 6


def write_tile_parity(network: TileNetwork, tiling: Tiling, out: Path) -> None:
    path = out / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [{"picture": name, **told_of(network, name, tiling)} for name in PICTURES]
    path.write_text("[\n" + ",\n".join(map(json.dumps, told)) + "\n]\n")


def told_of(network: TileNetwork, name: str, tiling: Tiling) -> dict[str, Any]:
    pixels = decode(REPOSITORY / name, None).pixels
    height, width = tiling.shown_size(*pixels.shape[:2])
    cells = tile_map(network, pixels, tiling)
    return {
        "width": width,
        "height": height,
        "tiles": tiling.count(*pixels.shape[:2]),
        "score": round(robust_score(cells), _DECIMALS),
        "rows": cells.shape[0],
        "columns": cells.shape[1],
        "mean": round(float(cells.mean(dtype=np.float64)), _DECIMALS),
        "maximum": round(float(cells.max()), _DECIMALS),
        "grid": np.round(grid_means(cells), _DECIMALS).tolist(),
    }


def grid_means(cells: Map) -> np.ndarray:
    """(h, w), each side at least 16 -> (16, 16)."""
    rows, columns = (np.arange(_GRID) * side // _GRID for side in cells.shape)
    sums = np.add.reduceat(np.add.reduceat(cells.astype(np.float64), rows, 0), columns, 1)
    high, wide = (
        np.diff([*starts, side]) for starts, side in zip((rows, columns), cells.shape, strict=True)
    )
    return sums / np.outer(high, wide)
