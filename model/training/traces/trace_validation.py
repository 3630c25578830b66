"""How much of each kind is named right: the mean over kinds is the figure to watch."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from fasa.traces.trace_network import TraceNetwork
from forge.traces.trace_kinds import KINDS
from training.precision import autocast
from training.stages.stage import Report

MEAN = "mean over kinds"
Counts = NDArray[np.int64]


class KindShares(NamedTuple):
    """Per kind, in the order of KINDS: pixels, those of them named right, windows that show any."""

    pixels: Counts
    right: Counts
    windows: Counts

    def shares(self) -> dict[str, float]:
        """Of the kinds that were shown; their mean comes first."""
        found = {
            kind: float(right / pixels)
            for kind, pixels, right in zip(KINDS, self.pixels, self.right, strict=True)
            if pixels
        }
        return {MEAN: float(np.mean(list(found.values()))), **found}

    def counts(self) -> dict[str, float]:
        """Pixels of each kind."""
        return dict(zip(KINDS, self.pixels.tolist(), strict=True))

    def table(self) -> str:
        n = {MEAN: (self.pixels.sum(), "")}
        n |= dict(zip(KINDS, zip(self.pixels, self.windows, strict=True), strict=True))
        rows = [
            f"{kind:<20} {share:6.3f} {n[kind][0]:9} {n[kind][1]:8}"
            for kind, share in self.shares().items()
        ]
        return "\n".join([f"{'':<20} {'right':>6} {'pixels':>9} {'windows':>8}", *rows])


def validate(
    network: TraceNetwork, batches: Sequence[tuple[Tensor, Tensor]], device: str
) -> Report:
    """Of each kind the share named right and, as another group, its pixels."""
    found = shares_of(network, batches, device)
    return Report({"val": found.shares(), "val pixels": found.counts()}, found.table())


@torch.inference_mode()
def shares_of(
    network: TraceNetwork, batches: Sequence[tuple[Tensor, Tensor]], device: str
) -> KindShares:
    """``batches`` of TraceBatches: the same each time, so that figures of a run compare."""
    network.eval()
    rows = [row for batch in batches for row in _rows(network, *batch, device)]
    shown, right = (np.stack(part) for part in zip(*rows, strict=True))
    return KindShares(shown.sum(0), right.sum(0), (shown > 0).sum(0))


def _rows(
    network: TraceNetwork, images: Tensor, labels: Tensor, device: str
) -> Iterator[tuple[Counts, Counts]]:
    """Of each window the pixels of each kind, and those named right."""
    with autocast(device):
        logits = network(images.to(device).float())
    fine = interpolate(logits, size=labels.shape[1:], mode="bilinear", align_corners=False)
    for truth, said in zip(labels.numpy(), fine.argmax(1).cpu().numpy(), strict=True):
        yield _counted(truth), _counted(truth[truth == said])


def _counted(labels: NDArray[np.uint8]) -> Counts:
    return np.bincount(labels.ravel(), minlength=len(KINDS))
