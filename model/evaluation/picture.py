"""A photograph, what a model says about it and the truth, side by side.

    python -m evaluation.picture --model weights --image ../samples/a.jpg \
        --mask ../samples/masks/a.png --out example.png
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from evaluation.onnx_detector import OnnxDetector
from pixels import decode

Pixels = NDArray[np.uint8]

_HEIGHT = 360
_GAP = 12


def side_by_side(rgb: Pixels, probability: NDArray[np.float32], mask: Pixels) -> Pixels:
    """``rgb`` (H, W, 3), ``probability`` (S, S), ``mask`` (h, w) of 0..255 -> one RGB picture."""
    width = round(rgb.shape[1] * _HEIGHT / rgb.shape[0])
    photo = cv2.resize(rgb, (width, _HEIGHT), interpolation=cv2.INTER_AREA)
    heat = cv2.resize(probability, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    truth = cv2.resize(mask, (width, _HEIGHT), interpolation=cv2.INTER_NEAREST)
    gap = np.full((_HEIGHT, _GAP, 3), 255, np.uint8)
    panels = [photo, gap, _heated(photo, heat), gap, cv2.cvtColor(truth, cv2.COLOR_GRAY2RGB)]
    return np.hstack(panels)


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
    kernel = detector.manifest["resizeKernel"]
    seen = decode(args.image, detector.input_size, kernel).pixels
    probability = detector(seen[None]).probability[0]
    rgb = cv2.cvtColor(cv2.imread(str(args.image)), cv2.COLOR_BGR2RGB)
    mask = cv2.imread(str(args.mask), cv2.IMREAD_GRAYSCALE)
    picture = side_by_side(rgb, probability, mask)
    cv2.imwrite(str(args.out), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
