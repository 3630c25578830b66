"""One step of trace pretraining."""

import torch
from torch import Tensor

from fasa.traces.trace_network import TraceNetwork
from training.precision import autocast
from training.run import Run
from training.traces.trace_loss import kind_weights, trace_loss

MICRO_BATCH = 16
"""Windows at once; a step adds the gradients of several such."""
_LARGEST_GRADIENT = 2.0


def train_step(
    run: Run[TraceNetwork], batch: tuple[Tensor, Tensor], rate: float, device: str
) -> float:
    """One optimizer step on a batch of TraceBatches; returns the loss."""
    for group in run.optimizer.param_groups:
        group["lr"] = rate
    run.optimizer.zero_grad(set_to_none=True)
    weights, total = kind_weights().to(device), 0.0
    images, labels = (part.to(device).split(MICRO_BATCH) for part in batch)
    for some, truth in zip(images, labels, strict=True):
        with autocast(device):
            logits = run.model(some.float())
        loss = trace_loss(logits, truth, weights) * (len(some) / len(batch[0]))
        loss.backward()
        total += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), _LARGEST_GRADIENT)
    run.optimizer.step()
    run.average.update_parameters(run.model)
    run.step += 1
    return total
