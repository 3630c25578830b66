"""One split of a folder of pairs, as a folder that training and evaluation read.

    python -m training.split_pairs --data DIR --split val --out FOLDER [--without BACKGROUND ...]

DIR holds ``Tp``, ``Gt``, ``Au`` and ``pairs.csv`` with the columns tampered, background, split.
``about.json`` in FOLDER names each file's background, so that images of one background are
resampled together. Backgrounds that are not in ``Au`` are skipped; each one counts once.
``--without`` leaves out what shows a background that others are measured on (training.overlap).
"""

import argparse
import csv
import json
import shutil
from collections.abc import Collection
from pathlib import Path

from data.labelled import AUTHENTIC, MANIPULATED
from data.readers.folder import ABOUT, AUTHENTIC_FOLDER, MANIPULATED_FOLDER, MASK_FOLDER


def split_pairs(data: Path, split: str, out: Path, without: Collection[str] = ()) -> int:
    """Returns the number of images; none shows a background in ``without``.

    Raises ValueError when the split has no row, or none of a background in ``without``, or when
    ``out`` has other pairs already; FileNotFoundError naming a file that is missing.
    """
    rows = _rows(data / "pairs.csv", split, without)
    _require_no_others(out / MANIPULATED_FOLDER, {row["tampered"] for row in rows})
    for folder in (MANIPULATED_FOLDER, MASK_FOLDER, AUTHENTIC_FOLDER):
        (out / folder).mkdir(parents=True, exist_ok=True)
    entries = []
    for row in rows:
        tampered = f"{MANIPULATED_FOLDER}/{row['tampered']}"
        truth = f"{MASK_FOLDER}/{Path(row['tampered']).stem}.png"
        for name in (tampered, truth):
            shutil.copyfile(data / name, out / name)
        entries.append(_entry(tampered, MANIPULATED, row["background"]))
    for background in sorted({row["background"] for row in rows}):
        name = f"{AUTHENTIC_FOLDER}/{background}"
        if (data / name).is_file():
            shutil.copyfile(data / name, out / name)
            entries.append(_entry(name, AUTHENTIC, background))
    (out / ABOUT).write_text(json.dumps({"split": split, "files": entries}, indent=1))
    return len(entries)


def _rows(pairs: Path, split: str, without: Collection[str]) -> list[dict[str, str]]:
    with pairs.open() as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    if unknown := set(without) - {row["background"] for row in rows}:
        raise ValueError(f"{pairs}: expected backgrounds of split {split!r}, received {unknown}")
    if not (kept := [row for row in rows if row["background"] not in without]):
        raise ValueError(f"{pairs}: expected rows of split {split!r}, found none")
    return kept


def _require_no_others(folder: Path, names: set[str]) -> None:
    """What an earlier call left there would train or be measured as well."""
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if others := sorted(there - names):
        raise ValueError(
            f"{folder}: expected nothing but this split's {len(names)} files, found {len(others)} "
            f"others such as {others[0]!r}; remove the folder, and what was packed from it"
        )


def _entry(file: str, operation: str, background: str) -> dict[str, str]:
    return {"file": file, "operation": operation, "source": background}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", nargs="+", default=[], metavar="BACKGROUND")
    args = parser.parse_args()
    written = split_pairs(args.data, args.split, args.out, args.without)
    print(f"{args.out}: {written} images")


if __name__ == "__main__":
    main()
