"""The loss of one step of trace pretraining."""

from collections.abc import Iterator

from torch import Tensor

from fasa.traces.trace_network import TraceNetwork
from training.precision import autocast
from training.traces.trace_loss import kind_weights, trace_loss

MICRO_BATCH = 16
"""Windows at once; a step adds the gradients of several such."""


def step_losses(
    network: TraceNetwork, batch: tuple[Tensor, Tensor], device: str
) -> Iterator[Tensor]:
    """Of a batch of TraceBatches; their sum is the mean over its windows."""
    weights = kind_weights().to(device)
    images, labels = (part.to(device).split(MICRO_BATCH) for part in batch)
    for some, truth in zip(images, labels, strict=True):
        with autocast(device):
            logits = network(some.float())
        yield trace_loss(logits, truth, weights) * (len(some) / len(batch[0]))
