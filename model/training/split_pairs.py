"""One split of a folder of pairs, as a folder that training and evaluation read.

    python -m training.split_pairs --data DIR --split val --out FOLDER

DIR holds ``Tp``, ``Gt``, ``Au`` and ``pairs.csv`` with the columns tampered, background, split.
``about.json`` in FOLDER names each file's background, so that images of one background are
resampled together. Backgrounds that are not in ``Au`` are skipped; each one counts once.
"""

import argparse
import csv
import json
import shutil
from pathlib import Path

from evaluation.labelled import MANIPULATED
from evaluation.readers.folder import AUTHENTIC_FOLDER, MANIPULATED_FOLDER, MASK_FOLDER
from forge.folder import ABOUT
from forge.sample import AUTHENTIC


def split_pairs(data: Path, split: str, out: Path) -> int:
    """Returns the number of images.

    Raises ValueError when the split has no row, FileNotFoundError naming a file that is missing.
    """
    with (data / "pairs.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    if not rows:
        raise ValueError(f"{data / 'pairs.csv'}: expected rows of split {split!r}, found none")
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


def _entry(file: str, operation: str, background: str) -> dict[str, str]:
    return {"file": file, "operation": operation, "source": background}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    print(f"{args.out}: {split_pairs(args.data, args.split, args.out)} images")


if __name__ == "__main__":
    main()
