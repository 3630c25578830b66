"""One optimizer step on a batch that is too large to be seen at once."""

from collections.abc import Iterable

from torch import Tensor

from training.run import Network, Run

_LARGEST_GRADIENT = 2.0


def optimizer_step(run: Run[Network], losses: Iterable[Tensor], rate: float) -> float:
    """Along the gradient of the sum of ``losses``, of which one is held at a time.

    Returns the sum.
    """
    for group in run.optimizer.param_groups:
        group["lr"] = rate
    run.optimizer.zero_grad(set_to_none=True)
    total = 0.0
    for loss in losses:
        loss.backward()
        total += float(loss.detach())
    run.update(_LARGEST_GRADIENT)
    return total
