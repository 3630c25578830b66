r"""Exports a trained run, sets its thresholds on validation, measures it on held-out pictures.

    python -m release.release --config compact --checkpoint runs/a/checkpoint.pt \
        --validation sets/val --validation sets/val-authentic --held-out sets/test \
        --lineage lineage/1.2.3.toml --out weights

Sets are whatever ``python -m evaluation`` reads. The logits are shifted to where pixel F1 at 0.5 is
best within a bounded false-positive area on the validation sets (calibration.py). Thresholds come
from the authentic images of all validation sets, with a margin (threshold_with_margin.py). Held-out
sets are only measured: their reports go into ``report.json``, and their tables are printed. The
lineage says what made the weights; it gains the sha256 of the files that are released.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from data.labelled import LabelledSet
from data.readers import read_set
from data.sha256 import sha256_of
from evaluation.detectors.detector import Subject
from evaluation.detectors.onnx_detector import OnnxDetector
from evaluation.measure import Measurement, measure, sources_of
from evaluation.metrics.image_metrics import image_auc
from evaluation.reports.markdown import to_markdown
from evaluation.reports.report import evaluate
from evaluation.reports.schema import Report
from evaluation.thresholds import SCORES, UNSET, Thresholds
from fasa.config import Config
from release.calibration import choose_shift, cuts_by_shift
from release.export import UNTRAINED, export, load_model, write_weights
from release.lineage import Released, record_release, require_version, statement
from release.threshold_with_margin import threshold_with_margin

RATES = (0.01, 0.05, 0.1)
DEFAULT_RATE = 0.05


def measured(subject: Subject, sets: Sequence[LabelledSet]) -> list[Measurement]:
    """Every image of every set."""
    return [one for labelled in sets for one in measure(subject, labelled).images]


def choose_thresholds(images: Sequence[Measurement]) -> dict[str, Any]:
    """The score with the higher AUC decides; one threshold per rate of flagged authentic ones."""
    manipulated = np.array([one.image.is_manipulated for one in images])
    scores = {name: np.array([one.scores[name] for one in images]) for name in SCORES}
    decided_by = max(scores, key=lambda name: image_auc(scores[name], manipulated))
    authentic = scores[decided_by][~manipulated]
    sources = sources_of(images)[~manipulated]
    by_rate = {str(rate): threshold_with_margin(authentic, rate, sources) for rate in RATES}
    return {"default": by_rate[str(DEFAULT_RATE)], "decidedBy": decided_by, "byFpr": by_rate}


def write_report(path: Path, detector: str, reports: Sequence[Report]) -> None:
    """``metrics``: what was measured of each set, by the set's name."""
    metrics = {
        report["set"]: {key: value for key, value in report.items() if key != "detector"}
        for report in reports
    }
    content = {"detector": detector, "metrics": metrics}
    path.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n")


def unset_subject(args: argparse.Namespace) -> Subject:
    """What was exported, before it has thresholds."""
    return OnnxDetector(args.out, args.threads).subject._replace(thresholds=UNSET)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument(
        "--checkpoint",
        type=Path,
        required=True,
        help="a run's checkpoint, or weights as .safetensors",
    )
    parser.add_argument("--validation", type=Path, action="append", required=True)
    parser.add_argument("--held-out", type=Path, action="append", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lineage", type=Path, required=True, help="what made the checkpoint")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    config = Config.named(args.config)
    require_version(args.lineage, config.version)
    validation = [read_set(path) for path in args.validation]
    if not export(config, args.checkpoint, args.out, UNTRAINED):
        return 1
    cuts = cuts_by_shift(unset_subject(args), validation)
    shift = choose_shift(cuts)
    for tried, cut in cuts.items():
        print(f"shift {tried:+.1f}: pixel F1 {cut.pixel_f1:.4f}, false area {cut.false_area:.4f}")
    print(f"on validation; taken: {shift}")
    if not export(config, args.checkpoint, args.out, UNTRAINED, logit_shift=shift):
        return 1
    weights = args.out / f"{config.name}.safetensors"
    write_weights(load_model(config, args.checkpoint, shift), weights)
    unset = unset_subject(args)
    thresholds = choose_thresholds(measured(unset, validation))
    subject = unset._replace(thresholds=Thresholds.of_manifest(thresholds))
    reports = [evaluate(subject, read_set(path)) for path in args.held_out]
    write_report(args.out / "report.json", subject.name, reports)
    manifest_path = args.out / "manifest.json"
    manifest = json.loads(manifest_path.read_text()) | {"thresholds": thresholds}
    files = manifest["files"] | {weights.name: sha256_of(weights)}
    record_release(args.lineage, Released(files, shift, config.relative_cut))
    manifest |= {"trainingData": statement(args.lineage)}
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(to_markdown(reports))
    return 0


if __name__ == "__main__":
    sys.exit(main())
