"""Adds the history witness to a released network.

    python -m history.release.add_history --weights W.safetensors --data DATA \\
        --lineage lineage/1.2.3.toml

Exports it, sets the thresholds of both on the authentic files of the validation split, and writes
them into the manifest, under the version of the lineage. The lineage says what made both networks;
it gains the sha256 of the files that are released.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from data.photographs import Library, data_root
from data.pixels import decode
from data.sha256 import sha256_of
from evaluation.detectors.onnx_detector import OnnxDetector
from evaluation.metrics.image_metrics import robust_score
from history.evaluation.authentic_cases import camera_cases, photo_cases
from history.evaluation.findings import Case, findings
from history.release.export_history import MODEL_FILE, export
from history.release.joint_thresholds import Scores, joint_thresholds
from history.weights import read_weights, write_weights
from release.lineage import Released, read_lineage, record_release, statement

WEIGHTS_FILE = "fasa-history.safetensors"
_MIN_CONFIDENT_FRACTION = 0.1
"""Under it, nine cells in ten would hide an edit: the witness does not vouch for the picture."""
_SILENT_SHIFT = 4.0
"""Logits. The network marks half of most pictures at 0.9 and accuses from 0.985 on, a logit of 4.2:
where it accuses nothing and the other witness something, hardly any of its map is to count."""


def network_scores(cases: Sequence[Case], folder: Path, threads: int) -> Iterator[float]:
    """The deciding score of the network of ``folder``, as the scanner computes it."""
    detector = OnnxDetector(folder, threads)
    robust = detector.manifest["thresholds"]["decidedBy"] == "robustScore"
    for case in cases:
        image = decode(case.path, detector.input_size, detector.manifest["resizeKernel"]).pixels
        said = detector(image[None])
        yield robust_score(said.probability[0]) if robust else float(said.score[0])


def with_history(
    manifest: dict[str, Any], version: str, digest: str, thresholds: dict[str, Any], made_by: str
) -> dict[str, Any]:
    """The network's manifest with the history witness beside it, under a new version.

    ``digest`` is the sha256 of MODEL_FILE; ``made_by`` names the lineage of both.
    """
    history = {
        "modelFile": MODEL_FILE,
        "minConfidentFraction": _MIN_CONFIDENT_FRACTION,
        "silentShift": _SILENT_SHIFT,
        "thresholds": thresholds,
        "trainingData": made_by,
    }
    files = manifest["files"] | {MODEL_FILE: digest}
    stated = {"version": version, "files": files, "trainingData": made_by, "history": history}
    return manifest | stated


def released_files(folder: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Name to sha256 of both networks, as they run and as they are gone on from."""
    weights = [f"{manifest['name']}.safetensors", WEIGHTS_FILE]
    names = [*manifest["files"], MODEL_FILE, *weights]
    return {name: sha256_of(folder / name) for name in names}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", help="folder with train/photos")
    parser.add_argument("--out", type=Path, default=Path("weights"), help="holds the network")
    parser.add_argument("--lineage", type=Path, required=True, help="what made both networks")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    lineage = read_lineage(args.lineage)
    network = read_weights(args.weights)
    if not export(network, args.out):
        return 1
    write_weights(network, args.out / WEIGHTS_FILE)
    library = Library(data_root(args.data), "val")
    with tempfile.TemporaryDirectory() as scratch:
        cases = [*photo_cases(library, Path(scratch)), *camera_cases(library, Path(scratch))]
        history = [found.score for found in findings(network, cases)]
        scores = Scores(cases, list(network_scores(cases, args.out, args.threads)), history)
    thresholds = joint_thresholds(scores)
    path = args.out / "manifest.json"
    manifest = json.loads(path.read_text())
    files = released_files(args.out, manifest)
    record_release(args.lineage, replace(lineage.released or Released({}), files=files))
    made_by = statement(args.lineage)
    manifest = with_history(manifest, lineage.version, files[MODEL_FILE], thresholds, made_by)
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps(thresholds, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
