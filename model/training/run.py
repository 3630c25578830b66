"""The state of a run on disk: network, running average, optimizer, step."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Self, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel

Network = TypeVar("Network", bound=nn.Module)

CHECKPOINT = "checkpoint.pt"
"""In the run's folder: what to go on from."""

AverageStep = Callable[[Tensor, Tensor, Tensor], Tensor]
"""(average, current, updates so far) -> next average."""

UNDECAYED = ("prototypes", "log_scale", "low_logit", "high_logit")
"""No weight decay on these, nor on any 1-D parameter; the first and the cutoffs learn at half
the rate."""


@dataclass
class Run(Generic[Network]):
    """``average`` is of parameters and of the statistics of batch norms, which belong to them."""

    model: Network
    average: AveragedModel
    optimizer: AdamW
    step: int = 0

    @classmethod
    def start(cls, model: Network, learning_rate: float, weight_decay: float, decay: float) -> Self:
        groups = parameter_groups(model, learning_rate, weight_decay)
        optimizer = AdamW(groups, lr=learning_rate, fused=True)
        average = AveragedModel(model, avg_fn=warming_average(decay), use_buffers=True)
        return cls(model, average, optimizer)

    def update(self, largest_gradient: float) -> None:
        """One step along the gradients, their norm cut to ``largest_gradient``, and its average."""
        nn.utils.clip_grad_norm_(self.model.parameters(), largest_gradient)
        self.optimizer.step()
        self.average.update_parameters(self.model)
        self.step += 1

    def save(self, path: Path) -> None:
        """Atomic: a run killed while saving keeps its last checkpoint."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]


def warming_average(decay: float) -> AverageStep:
    """Running average whose memory grows with its age: the random start is soon forgotten.

    Whole numbers, which count batches, are taken as they are.
    """

    def step(average: Tensor, current: Tensor, count: Tensor) -> Tensor:
        if not current.is_floating_point():
            return current
        weight = torch.clamp((1 + count) / (10 + count), max=decay).to(average.device)
        return torch.lerp(current, average, weight)

    return step


def parameter_groups(model: nn.Module, rate: float, decay: float) -> list[dict]:
    """Decayed matrices, undecayed vectors, prototypes and cutoffs at half the rate."""
    special, vectors, matrices = [], [], []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.endswith(UNDECAYED):
            special.append(parameter)
        else:
            (vectors if parameter.ndim < 2 else matrices).append(parameter)
    return [
        {"params": matrices, "weight_decay": decay, "base_rate": rate},
        {"params": vectors, "weight_decay": 0.0, "base_rate": rate},
        {"params": special, "weight_decay": 0.0, "base_rate": rate / 2},
    ]


def rate_factor(step: int, steps: int, warm_up: int) -> float:
    """Linear warm-up, then a cosine to 1 % of the rate."""
    if step < warm_up:
        return (step + 1) / warm_up
    progress = min(1.0, (step - warm_up) / max(1, steps - warm_up))
    return 0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2
