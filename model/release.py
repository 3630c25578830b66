"""Exports a trained run, sets its thresholds on validation, measures it on held-out pictures.

    python release.py --config compact --checkpoint runs/a/checkpoint.pt \
        --validation .cache/val-256 --held-out .cache/test-256 --out weights

Thresholds come from the validation set's authentic pictures alone; the held-out set is only
measured. Everything found goes into ``manifest.json``.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.image import image_auc, robust_score, threshold_at_fpr
from evaluation.onnx_detector import OnnxDetector
from evaluation.readers import read_set
from evaluation.report import evaluate
from evaluation.schema import Report
from evaluation.thresholds import Thresholds
from export import UNTRAINED, export, load_model, write_weights
from fasa.config import Config
from training.packed_set import PackedSet

RATES = (0.01, 0.05, 0.1)
DEFAULT_RATE = 0.05
BATCH = 16


def scores_of(detector: OnnxDetector, pictures: PackedSet) -> dict[str, np.ndarray]:
    """Both image scores of every picture."""
    found: dict[str, list[float]] = {"score": [], "robustScore": []}
    for start in range(0, len(pictures), BATCH):
        detection = detector(np.ascontiguousarray(pictures.images[start : start + BATCH]))
        found["score"] += detection.score.tolist()
        found["robustScore"] += [robust_score(p) for p in detection.probability]
    return {name: np.array(values) for name, values in found.items()}


def choose_thresholds(scores: dict[str, np.ndarray], manipulated: np.ndarray) -> dict[str, Any]:
    """The score with the higher AUC decides; one threshold per rate of flagged authentic ones."""
    decided_by = max(scores, key=lambda name: image_auc(scores[name], manipulated))
    authentic = scores[decided_by][~manipulated]
    by_rate = {str(rate): threshold_at_fpr(authentic, rate) for rate in RATES}
    return {"default": by_rate[str(DEFAULT_RATE)], "decidedBy": decided_by, "byFpr": by_rate}


def metrics_of(report: Report) -> dict[str, Any]:
    """What the manifest keeps of a report: all but the detector's name."""
    return {key: value for key, value in report.items() if key != "detector"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, action="append", required=True)
    parser.add_argument("--training-data", required=True, help="names the data and its seed")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    config = Config.named(args.config)
    if not export(config, args.checkpoint, args.out, UNTRAINED):
        return 1
    write_weights(load_model(config, args.checkpoint), args.out / f"{config.name}.safetensors")
    detector = OnnxDetector(args.out, threads=2)
    validation = PackedSet.open(args.validation)
    manipulated = validation.masks.any(axis=(1, 2))
    thresholds = choose_thresholds(scores_of(detector, validation), manipulated)
    subject = detector.subject._replace(thresholds=Thresholds.of_manifest(thresholds))
    reports = [evaluate(subject, read_set(path)) for path in args.held_out]
    manifest_path = args.out / "manifest.json"
    manifest = json.loads(manifest_path.read_text()) | {
        "thresholds": thresholds,
        "trainingData": args.training_data,
        "metrics": {report["set"]: metrics_of(report) for report in reports},
    }
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
