"""A photograph, what a model says about it and the truth, side by side.

    python -m evaluation.reports.picture --model weights --image ../samples/a.jpg \
        --mask ../samples/.masks/a.png --out example.png
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from data.labelled import decode_mask
from data.pixels import Pixels, decode
from evaluation.detectors.onnx_detector import OnnxDetector

_HEIGHT = 360
_GAP = 12


def side_by_side(rgb: Pixels, probability: NDArray[np.float32], mask: Pixels) -> Pixels:
    """``rgb`` (H, W, 3), ``probability`` (S, S), ``mask`` (h, w) of {0, 1} -> one RGB picture."""
    width = round(rgb.shape[1] * _HEIGHT / rgb.shape[0])
    photo = cv2.resize(rgb, (width, _HEIGHT), interpolation=cv2.INTER_AREA)
    heat = cv2.resize(probability, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    truth = cv2.resize(255 * mask, (width, _HEIGHT), interpolation=cv2.INTER_NEAREST)
    gap = np.full((_HEIGHT, _GAP, 3), 255, np.uint8)
    panels = [photo, gap, _heated(photo, heat), gap, cv2.cvtColor(truth, cv2.COLOR_GRAY2RGB)]
    return np.hstack(panels)


def save_picture(path: Path, rgb: Pixels) -> None:
    """Raises OSError when nothing can be written there."""
    if not cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)):
        raise OSError(f"{path}: cannot be written")


def _heated(photo: Pixels, heat: NDArray[np.float32]) -> Pixels:
    """The photograph in grey; the more probable a manipulation, the redder."""
    grey = cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    red = np.array([230, 30, 30], np.float32)
    weight = 0.8 * heat[..., None]
    return ((1 - weight) * (0.4 * grey + 130) + weight * red).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--image", type=Path, required=True)
    parser.add_argument("--mask", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    detector = OnnxDetector(args.model)
    size, kernel = detector.subject.view
    probability = detector(decode(args.image, size, kernel).pixels[None]).probability[0]
    mask = decode_mask(args.mask.read_bytes(), str(args.mask))
    save_picture(args.out, side_by_side(decode(args.image, None).pixels, probability, mask))


if __name__ == "__main__":
    main()
