"""Thresholds of the tiles' score, by what they flag of photographs that nobody edited.

    python -m release.calibrate_tiles --data DATA --manifest weights/manifest.json

Reads the exported graphs beside the manifest and writes the thresholds into its entry. A picture is
called manipulated when any witness finds something, so that a rate is shared: half of it is
history's, three tenths are the tiles', a fifth is the frame's, whose threshold beside history is
its own for a fifth of the rate. Pictures of one tile and of more have a threshold each: small ones
are flagged more easily. Photographs are those of the validation split, a seeded choice of as many
as --tiles allows.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.json_file import read_json
from data.photographs import Library, data_root
from evaluation.detectors.onnx_tiles import OnnxTiles
from evaluation.metrics.image_metrics import robust_score
from fasa.edits.tile_network import TileNetwork
from fasa.edits.tiled import Tiling, tile_map
from release.threshold_with_margin import threshold_with_margin
from release.tile_cases import AuthenticCase, authentic_cases, pixels_of

RATES = (0.01, 0.05, 0.1)
DEFAULT_RATE = 0.05
SHARE = 0.3
"""Of a rate, what tiles may use up."""
FRAME_SHARE = 0.2
"""What the network may by the whole picture."""
MOST_TILES = 1500
"""Judged for a calibration: 500 took a minute of one processor's time."""
_COUNTS = ((1, 1), (2, 4), (5, 12))
_QUANTILES = (0.5, 0.9, 0.95, 0.99, 1.0)


class Scored(NamedTuple):
    case: AuthenticCase
    tiles: int
    score: float


def scored(
    network: TileNetwork, library: Library, tiling: Tiling, most: int = MOST_TILES
) -> Iterator[Scored]:
    """Of the cases in their order, until the next would be more than ``most`` tiles in all."""
    left = most
    for case in authentic_cases(library):
        pixels = pixels_of(case, library)
        tiles = tiling.count(*pixels.shape[:2])
        left -= tiles
        if left < 0:
            return
        yield Scored(case, tiles, robust_score(tile_map(network, pixels, tiling)))


def tile_thresholds(found: Sequence[Scored]) -> dict[str, Any]:
    """``tiles.thresholds`` of the manifest: of pictures of ``one`` tile, and of ``more``."""
    of_one, of_more = (
        [one for one in found if (one.tiles == 1) is is_one] for is_one in (True, False)
    )
    by_rate = {
        str(rate): {"one": tile_threshold(of_one, rate), "more": tile_threshold(of_more, rate)}
        for rate in RATES
    }
    return {"default": by_rate[str(DEFAULT_RATE)], "byFpr": by_rate}


def tile_threshold(found: Sequence[Scored], rate: float) -> float:
    """At most ``SHARE`` of the rate of all pictures is above it, with a margin, and at most
    the rate of each kind of source, and after each handling; one picture of them may be."""
    scores = np.array([one.score for one in found])
    sources = [one.case.source for one in found]
    of_sets = [
        threshold_within(scores[names == name], rate)
        for names in (
            np.array([one.case.kind for one in found]),
            np.array([one.case.handling for one in found]),
        )
        for name in np.unique(names)
    ]
    return max(threshold_with_margin(scores, rate * SHARE, sources), *of_sets)


def threshold_within(scores: np.ndarray, rate: float) -> float:
    """The lowest of the scores that at most ``rate`` of them exceed, or one of them does."""
    return float(np.sort(scores)[::-1][min(max(1, int(rate * len(scores))), len(scores) - 1)])


def lines(found: Sequence[Scored], thresholds: Mapping[str, Any]) -> Iterator[str]:
    """How scores lie by number of tiles and by set, and what each threshold flags."""
    yield f"{'authentic':<32}     n  " + "  ".join(f"{one:>6.0%}" for one in _QUANTILES)
    for least, most in _COUNTS:
        ones = [one.score for one in found if least <= one.tiles <= most]
        yield _quantile_line(f"{least} to {most} tiles", ones)
    for group in sorted({one.case.group for one in found}):
        yield _quantile_line(group, [one.score for one in found if one.case.group == group])
    for rate, threshold in thresholds["byFpr"].items():
        flagged = [one for one in found if one.score > threshold_of(threshold, one.tiles)]
        shares = ", ".join(_share(flagged, found, *count) for count in _COUNTS)
        levels = ", ".join(f"{name} {value:.4f}" for name, value in threshold.items())
        yield f"at {rate}: {levels} flag {len(flagged)} of {len(found)}; {shares}"


def threshold_of(thresholds: Mapping[str, float], tiles: int) -> float:
    return thresholds["one" if tiles == 1 else "more"]


def write_thresholds(manifest: Path, thresholds: Mapping[str, Any]) -> None:
    """Into the entry for tiles, which stays as it is otherwise."""
    stated = read_json(manifest)
    stated["tiles"] |= {"thresholds": thresholds}
    manifest.write_text(json.dumps(stated, indent=2) + "\n")


def calibrated(
    folder: Path, library: Library, tiling: Tiling, most: int, threads: int
) -> dict[str, Any]:
    """Thresholds of the graphs in ``folder``; prints what they rest on."""
    found = list(scored(OnnxTiles(folder, threads), library, tiling, most))
    thresholds = tile_thresholds(found)
    print(f"{len(found)} pictures, {sum(one.tiles for one in found)} tiles, at most {most}")
    print("\n".join(lines(found, thresholds)))
    return thresholds


def _quantile_line(title: str, scores: Sequence[float]) -> str:
    values = np.quantile(scores, _QUANTILES) if scores else ()
    return f"{title:<32} {len(scores):5}  " + "  ".join(f"{one:.4f}" for one in values)


def _share(flagged: Iterable[Scored], found: Iterable[Scored], least: int, most: int) -> str:
    some, all_of_them = (
        sum(least <= one.tiles <= most for one in ones) for ones in (flagged, found)
    )
    return f"{some} of {all_of_them} with {least} to {most} tiles"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with train/photos (else the environment's)")
    parser.add_argument("--manifest", type=Path, default=Path("weights/manifest.json"))
    parser.add_argument("--tiles", type=int, default=MOST_TILES, help="judged in all")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    library = Library(data_root(args.data), "val")
    tiles = read_json(args.manifest)["tiles"]
    tiling = Tiling(tiles["sidePx"], tiles["overlapPx"], tiles["most"])
    thresholds = calibrated(args.manifest.parent, library, tiling, args.tiles, args.threads)
    write_thresholds(args.manifest, thresholds)


if __name__ == "__main__":
    main()
