"""Forge: synthesises manipulated photographs with exact masks, deterministic from a seed."""

import cv2

FORGE_VERSION = 3
"""Written into every set. It rises whenever the same seeds give other samples."""

# One process draws one sample at a time; several processes share the cores.
cv2.setNumThreads(1)
