"""Adds the search for copies to a released model.

    python -m copies.release.add_copies --judge JUDGE.json --lineage lineage/1.2.3.toml

Exports the graph of features and writes it into the manifest with the acceptance that
``copies.fit_judge`` fitted, under the version of the lineage. The lineage says what made the
networks, which stay as they are; it gains the sha256 of the files that are released.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from copies.export_features import MODEL_FILE, export
from data.json_file import read_json
from data.sha256 import sha256_of
from release.lineage import Released, read_lineage, record_release, statement


def with_copies(
    manifest: dict[str, Any], version: str, digest: str, acceptance: dict[str, Any], made_by: str
) -> dict[str, Any]:
    """The manifest with the search beside the other witnesses, under a new version.

    ``digest`` is the sha256 of MODEL_FILE; ``made_by`` names the lineage of all.
    """
    copies = {"modelFile": MODEL_FILE, "acceptance": acceptance, "trainingData": made_by}
    stated = {"version": version, "trainingData": made_by, "copies": copies}
    for other in {"history", "tiles"} & manifest.keys():
        stated[other] = manifest[other] | {"trainingData": made_by}
    return manifest | stated | {"files": manifest["files"] | {MODEL_FILE: digest}}


def released_files(folder: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Name to sha256 of what runs, and of the weights that the networks are gone on from."""
    weights = [Path(name).with_suffix(".safetensors").name for name in manifest["files"]]
    kept = [name for name in weights if (folder / name).is_file()]
    return {name: sha256_of(folder / name) for name in [*manifest["files"], *kept]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("weights"), help="holds the model")
    parser.add_argument("--lineage", type=Path, required=True)
    args = parser.parse_args()
    lineage = read_lineage(args.lineage)
    if not export(args.out):
        return 1
    path = args.out / "manifest.json"
    digest = sha256_of(args.out / MODEL_FILE)
    acceptance = read_json(args.judge)["acceptance"]
    manifest = with_copies(read_json(path), lineage.version, digest, acceptance, "")
    files = released_files(args.out, manifest)
    record_release(args.lineage, replace(lineage.released or Released({}), files=files))
    made_by = statement(args.lineage)
    manifest = with_copies(manifest, lineage.version, digest, acceptance, made_by)
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
