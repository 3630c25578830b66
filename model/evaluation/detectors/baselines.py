"""Detectors that know nothing, or next to nothing: the figures a model must beat."""

import cv2
import numpy as np

from evaluation.detectors.detector import Detection, Detector, Pictures

_ELA_QUALITY = 90
_ELA_SIGMA_PX = 2.0


def all_zero(images: Pictures) -> Detection:
    """Everything is authentic."""
    return Detection(np.zeros(images.shape[:3], np.float32), np.zeros(len(images), np.float32))


def uniform_random(seed: int = 0) -> Detector:
    """Every pixel and every score drawn from [0, 1)."""
    rng = np.random.default_rng(seed)

    def detect(images: Pictures) -> Detection:
        maps = rng.random(images.shape[:3], dtype=np.float32)
        return Detection(maps, rng.random(len(images), dtype=np.float32))

    return detect


def error_level_analysis(images: Pictures) -> Detection:
    """What one more JPEG save changes, blurred, as a share of the image's own peak.

    The score is how far the peak stands above the image's median level: 1 - median / peak.
    """
    levels = np.stack([_error_level(image) for image in images])
    peak = np.maximum(levels.max(axis=(1, 2)), 1e-6)
    score = 1 - np.median(levels, axis=(1, 2)) / peak
    score[levels.max(axis=(1, 2)) == 0] = 0
    return Detection(levels / peak[:, None, None], score.astype(np.float32))


def _error_level(image: Pictures) -> np.ndarray:
    options = [cv2.IMWRITE_JPEG_QUALITY, _ELA_QUALITY]
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, options)
    change = cv2.absdiff(bgr, cv2.imdecode(encoded, cv2.IMREAD_COLOR)).max(axis=2)
    return cv2.GaussianBlur(change.astype(np.float32), (0, 0), _ELA_SIGMA_PX)


def baselines() -> dict[str, Detector]:
    """Name -> detector, fresh: the random one starts at its seed."""
    return {
        "all-zero": all_zero,
        "random": uniform_random(),
        "error-level analysis": error_level_analysis,
    }
