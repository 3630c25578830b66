"""Forge: synthesises manipulated photographs with exact masks, deterministic from a seed."""

import cv2

# One process draws one sample at a time; several processes share the cores.
cv2.setNumThreads(1)
