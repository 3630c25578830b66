"""The state of a distillation on disk: student, read-outs, optimizer, step."""

import os
from pathlib import Path

import torch
from torch import Tensor
from torch.optim import AdamW

from training.distillation import Distillation, standardised
from training.precision import autocast
from training.run import parameter_groups, rate_factor


class Lessons:
    """``steps`` and ``warm_up`` shape the rate's cosine; ``step`` counts the lessons taken."""

    def __init__(
        self,
        model: Distillation,
        learning_rate: float,
        weight_decay: float,
        steps: int,
        warm_up: int,
    ) -> None:
        self.model, self.steps, self.warm_up, self.step = model, steps, warm_up, 0
        groups = parameter_groups(model, learning_rate, weight_decay)
        self.optimizer = AdamW(groups, lr=learning_rate)

    def losses(self, rgb: Tensor, tokens: Tensor) -> Tensor:
        """(K,) of ``Distillation`` for crops and what the teacher says of them."""
        with autocast(rgb.device.type):
            return self.model(rgb, standardised(tokens))

    def learn(self, rgb: Tensor, tokens: Tensor) -> Tensor:
        """One optimizer step; returns its losses (K,)."""
        factor = rate_factor(self.step, self.steps, self.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base_rate"] * factor
        losses = self.losses(rgb, tokens)
        self.optimizer.zero_grad(set_to_none=True)
        losses.sum().backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return losses.detach()

    @torch.no_grad()
    def explained(self, rgb: Tensor, tokens: Tensor) -> list[float]:
        """Share of the variance of each teacher block's tokens that the student guesses, <= 1."""
        return [round(share, 4) for share in (1 - self.losses(rgb, tokens)).tolist()]

    def save(self, path: Path) -> None:
        """Atomic: a run killed while saving keeps its last checkpoint."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
