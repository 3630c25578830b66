"""What a trained autoencoder draws in the place of a region."""

from pathlib import Path

import numpy as np
import torch

from data.pixels import Pixels
from forge.frozen_weights import WEIGHTS, frozen
from forge.redrawers.design import Design, network

_SURROUND_PX = 32


class Redrawer:
    """Frozen."""

    def __init__(self, number: int, path: Path | None = None) -> None:
        """``path``: where its weights are, else those that ship.

        Raises ValueError naming the file when it holds those of another design.
        """
        self._design = Design.of(number)
        file = path or weights_of(number)
        self._network = frozen(network(self._design), file, str(self._design))

    @torch.inference_mode()
    def redrawn(self, image: Pixels, region: Pixels) -> Pixels:
        """(H, W, 3) and (H, W) of {0, 1} -> (H, W, 3): around the region all is the network's."""
        box = self._surroundings(region)
        shown = torch.from_numpy(np.ascontiguousarray(image[box])).permute(2, 0, 1)[None]
        made = self._network(shown.float() / 127.5 - 1)[0].permute(1, 2, 0)
        drawn = image.copy()
        drawn[box] = ((made + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
        return drawn

    def _surroundings(self, region: Pixels) -> tuple[slice, slice]:
        """From the picture's own corner in whole cells, as if all of it were drawn anew; what a
        side has beyond the last cell stays."""
        factor = self._design.factor
        rows, columns = (np.flatnonzero(region.any(axis=axis)) for axis in (1, 0))
        top, left = (max(0, int(found[0]) - _SURROUND_PX) // factor for found in (rows, columns))
        bottom, right = (
            min(side // factor, -(-(int(found[-1]) + 1 + _SURROUND_PX) // factor))
            for found, side in zip((rows, columns), region.shape, strict=True)
        )
        return np.s_[top * factor : bottom * factor, left * factor : right * factor]


def weights_of(number: int) -> Path:
    return WEIGHTS / f"redrawer-{number}.safetensors"
