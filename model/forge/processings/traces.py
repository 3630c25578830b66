"""Traces that a camera or an editor leaves in pixels: JPEG, noise, blur, resampling."""

import cv2
import numpy as np

from data.pixels import Pixels

_SUBSAMPLING = (
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
)
_ENLARGE = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)
_REDUCE = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)


def jpeg(image: Pixels, quality: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Saved once as JPEG, quality uniform in the closed range; 4:2:0 in half of the draws."""
    subsampling = _SUBSAMPLING[rng.choice(3, p=[0.5, 0.2, 0.3])]
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        int(rng.integers(quality[0], quality[1] + 1)),
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        subsampling,
    ]
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def noise(image: Pixels, sigma: tuple[float, float], rng: np.random.Generator) -> Pixels:
    """Gaussian noise, standard deviation in grey levels; half the draws equal in all channels."""
    channels = 1 if rng.random() < 0.5 else 3
    grain = rng.standard_normal((*image.shape[:2], channels), dtype=np.float32)
    noisy = image + grain * np.float32(rng.uniform(*sigma))
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def blur(image: Pixels, sigma: tuple[float, float], rng: np.random.Generator) -> Pixels:
    """Gaussian blur, sigma in pixels."""
    return cv2.GaussianBlur(image, (0, 0), rng.uniform(*sigma))


def sharpen(image: Pixels, gain: tuple[float, float], rng: np.random.Generator) -> Pixels:
    """Unsharp mask: ``gain`` times the detail that a blur of .8 to 2 px takes away."""
    strength = rng.uniform(*gain)
    return cv2.addWeighted(image, 1 + strength, blur(image, (0.8, 2), rng), -strength, 0)


def local_contrast(image: Pixels, rng: np.random.Generator) -> Pixels:
    """The look of tone-mapped photographs: adaptive equalisation of the lightness (CLAHE)."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    tiles = int(rng.integers(4, 11))
    lab[..., 0] = cv2.createCLAHE(rng.uniform(1.2, 4), (tiles, tiles)).apply(lab[..., 0])
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)


def interpolation(scale: float, rng: np.random.Generator) -> int:
    """An OpenCV interpolation that editors use at this scale."""
    choices = _REDUCE if scale < 1 else _ENLARGE
    return choices[rng.integers(len(choices))]


def resample(image: Pixels, scale: float, rng: np.random.Generator) -> Pixels:
    height, width = image.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(image, size, interpolation=interpolation(scale, rng))
