"""Folders of image files at their own size, in the field's layout: Tp, Gt, Au and about.json."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from data.labelled import AUTHENTIC
from data.photographs import Library
from data.pixels import Pixels
from data.readers.folder import ABOUT, AUTHENTIC_FOLDER, MANIPULATED_FOLDER, MASK_FOLDER
from forge import FORGE_VERSION
from forge.parallel import ordered_map
from forge.plan import Plan
from forge.processings.processing import process_visibly

# The least effort: these files are read once or twice.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 1)

Entry = dict[str, Any]


def write_folder(plan: Plan, seeds: range, out: Path, workers: int = 1) -> None:
    """Every sample as ``Tp/<seed>.png`` with ``Gt/<seed>.png`` (0 or 255), or ``Au/<seed>.png``."""
    _prepare(out, MANIPULATED_FOLDER, MASK_FOLDER, AUTHENTIC_FOLDER)
    entries = ordered_map(partial(_write_sample, plan, out), seeds, workers)
    about = {"count": len(seeds), **plan.about(), "firstSeed": seeds.start}
    _finish(out, about, tqdm(entries, desc=str(out), total=len(seeds), mininterval=5))


def write_authentic(library: Library, first_seed: int, out: Path) -> None:
    """Every photograph of the split twice: its own bytes, and after a random processing."""
    _prepare(out, AUTHENTIC_FOLDER)
    about = {
        "forgeVersion": FORGE_VERSION,
        "split": library.split,
        "photoCount": len(library),
        "photoListSha256": library.list_sha256,
        "firstSeed": first_seed,
    }
    _finish(out, about, _authentic_files(library, first_seed, out))


def _write_sample(plan: Plan, out: Path, seed: int) -> Entry:
    sample = plan.sample(seed)
    authentic = sample.operation == AUTHENTIC
    file = f"{AUTHENTIC_FOLDER if authentic else MANIPULATED_FOLDER}/{seed:08}.png"
    _save(out / file, cv2.cvtColor(sample.image, cv2.COLOR_RGB2BGR))
    if not authentic:
        _save(out / MASK_FOLDER / f"{seed:08}.png", sample.mask * 255)
    return {
        "file": file,
        "operation": sample.operation,
        "source": sample.source,
        "generator": plan.generator_of(sample.operation),
    }


def _authentic_files(library: Library, first_seed: int, out: Path) -> Iterable[Entry]:
    for index, name in enumerate(tqdm(library.names, desc=str(out), mininterval=5)):
        original = library.path(name)
        as_is = f"{AUTHENTIC_FOLDER}/{index:06}_as_is{original.suffix.lower()}"
        (out / as_is).write_bytes(original.read_bytes())
        yield _authentic_entry(as_is, "as_is", name)
        pixels = library.photo(name).pixels
        empty = np.zeros(pixels.shape[:2], np.uint8)
        image, _ = process_visibly(pixels, empty, np.random.default_rng([first_seed, index]))
        processed = f"{AUTHENTIC_FOLDER}/{index:06}_processed.png"
        _save(out / processed, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        yield _authentic_entry(processed, "processed", name)


def _authentic_entry(file: str, variant: str, source: str) -> Entry:
    return {"file": file, "operation": AUTHENTIC, "variant": variant, "source": source}


def _prepare(out: Path, *folders: str) -> None:
    """Refuses files of an earlier set: about.json would not name them."""
    for folder in folders:
        (out / folder).mkdir(parents=True, exist_ok=True)
        if any((out / folder).iterdir()):
            raise FileExistsError(f"{out / folder}: expected an empty folder; choose another")


def _finish(out: Path, about: dict[str, Any], entries: Iterable[Entry]) -> None:
    """about.json comes last: a folder without it is partial."""
    (out / ABOUT).write_text(json.dumps({**about, "files": list(entries)}, indent=1))


def _save(path: Path, image: Pixels) -> None:
    if not cv2.imwrite(str(path), image, _PNG):
        raise OSError(f"{path}: could not be written")
