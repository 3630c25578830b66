"""``python -m evaluation``: figures of an exported model, and of baselines, on a packed set."""

import argparse
import json
from pathlib import Path

from evaluation.baselines import baselines
from evaluation.detector import Detector
from evaluation.markdown import to_markdown
from evaluation.onnx_detector import OnnxDetector
from evaluation.report import DEFAULT_THRESHOLDS, Thresholds, evaluate
from training.packed_set import PackedSet


def main() -> None:
    args = _arguments()
    packed = PackedSet.open(args.set)
    detectors: dict[str, Detector] = {}
    if args.model:
        model = OnnxDetector(args.model, args.threads)
        detectors[f"{model.manifest['name']} {model.manifest['version']}"] = model
    if args.baselines:
        detectors |= baselines()
    reports = [evaluate(name, run, packed, thresholds_of(run)) for name, run in detectors.items()]
    print(json.dumps(reports, indent=1) if args.json else to_markdown(reports))


def thresholds_of(detector: Detector) -> Thresholds:
    """A model's own threshold for the score that decides; 0.5 for everything else."""
    if not isinstance(detector, OnnxDetector):
        return DEFAULT_THRESHOLDS
    stated = detector.manifest["thresholds"]
    if stated["decidedBy"] == "robustScore":
        return Thresholds(robust_score=stated["default"])
    return Thresholds(score=stated["default"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument("--model", type=Path, help="folder with manifest.json and one .onnx")
    parser.add_argument("--set", type=Path, required=True, help="folder of a pack")
    parser.add_argument("--baselines", action="store_true", help="measure these too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON, not Markdown")
    args = parser.parse_args()
    if not args.model and not args.baselines:
        parser.error("nothing to measure: give --model DIR, --baselines or both")
    return args


if __name__ == "__main__":
    main()
