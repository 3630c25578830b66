"""Re-synthesis: a region decoded anew from latents, as a latent-diffusion inpainter leaves it.

The pixels outside are restored exactly, so decoding the box around the mask shows the same as a
round trip of the whole picture.
Assumption: the normalisation of a pooling decoder may see that box alone.
"""

import cv2
import numpy as np

from data.photographs import Library, Photo
from data.pixels import Pixels
from forge.autoencoders.autoencoder import Autoencoder, Latents
from forge.compose import paste
from forge.masks import object_mask

_MARGIN_PX = 24
# Larger boxes are decoded at a smaller scale, as inpainters do that work at one resolution.
_LARGEST_BOX_PX = 160 * 160


def apply(
    autoencoder: Autoencoder, base: Photo, rng: np.random.Generator, library: Library
) -> tuple[Pixels, Pixels]:
    """An ``Operation`` once the autoencoder is bound."""
    mask = object_mask(base, rng)
    box = _box(mask)
    patch = base.pixels.copy()
    patch[box] = _resynthesised(base.pixels[box], autoencoder, rng)
    return paste(base.pixels, patch, mask, feather_px=0), mask


def _box(mask: Pixels) -> tuple[slice, slice]:
    x, y, width, height = cv2.boundingRect(mask)
    rows = slice(max(0, y - _MARGIN_PX), y + height + _MARGIN_PX)
    return rows, slice(max(0, x - _MARGIN_PX), x + width + _MARGIN_PX)


def _resynthesised(pixels: Pixels, autoencoder: Autoencoder, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, np.sqrt(_LARGEST_BOX_PX / (height * width)))
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    latents = _edited(autoencoder.encode(pixels), rng)
    decoded = autoencoder.decode(latents)[: pixels.shape[0], : pixels.shape[1]]
    decoded = _recoloured(decoded, rng)
    return cv2.resize(decoded, (width, height), interpolation=cv2.INTER_CUBIC)


def _edited(latents: Latents, rng: np.random.Generator) -> Latents:
    """What sampling does to latents: fine noise, other content, coarser steps; each on its own."""
    deviation = float(latents.std())
    if rng.random() < 0.5:
        grain = rng.standard_normal(latents.shape, dtype=np.float32)
        latents = latents + np.float32(deviation * rng.uniform(0.02, 0.3)) * grain
    if rng.random() < 0.3:
        share = np.float32(rng.uniform(0.1, 0.5))
        latents = (1 - share) * latents + share * deviation * _smooth_noise(latents.shape, rng)
    if rng.random() < 0.3:
        step = np.float32(deviation * rng.uniform(0.05, 0.4))
        latents = np.round(latents / step) * step
    return latents


def _smooth_noise(shape: tuple[int, ...], rng: np.random.Generator) -> Latents:
    """Noise without detail: it changes what is seen, not how it is drawn."""
    channels, height, width = shape
    coarse = rng.standard_normal((channels, 4, 4), dtype=np.float32)
    return np.stack([cv2.resize(plane, (width, height)) for plane in coarse])


def _recoloured(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Each channel brighter or darker, in three of ten draws."""
    if rng.random() >= 0.3:
        return pixels
    moved = pixels * rng.uniform(0.8, 1.2, 3) + rng.uniform(-12, 12, 3)
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)
