"""What a latent autoencoder is to the forge: pixels to latents and back."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from data.pixels import Pixels

Latents = NDArray[np.float32]


@dataclass(frozen=True)
class Autoencoder:
    """``encoder`` takes (1, 3, H, W) in 0..1 to latents at 1/``factor``, ``decoder`` back.

    The same build of torch on the same processor gives the same bytes; others differ by rounding.
    """

    name: str
    encoder: nn.Module
    decoder: nn.Module
    factor: int

    @torch.inference_mode()
    def encode(self, pixels: Pixels) -> Latents:
        """(H, W, 3) -> (C, ceil(H / factor), ceil(W / factor)); the rest of a cell is mirrored."""
        height, width = pixels.shape[:2]
        below, beside = -height % self.factor, -width % self.factor
        padded = cv2.copyMakeBorder(pixels, 0, below, 0, beside, cv2.BORDER_REFLECT)
        batch = torch.from_numpy(padded).permute(2, 0, 1)[None].float() / 255
        return self.encoder(batch.contiguous(memory_format=torch.channels_last))[0].numpy()

    @torch.inference_mode()
    def decode(self, latents: Latents) -> Pixels:
        """(C, h, w) -> (factor * h, factor * w, 3)."""
        batch = torch.from_numpy(latents)[None].contiguous(memory_format=torch.channels_last)
        image = self.decoder(batch)[0].clamp(0, 1).permute(1, 2, 0)
        return (image * 255).round().to(torch.uint8).numpy()


def inference(module: nn.Module) -> nn.Module:
    """The module as ``Autoencoder`` runs it: frozen, in the memory order that is fast on a CPU."""
    return module.eval().requires_grad_(False).to(memory_format=torch.channels_last)
