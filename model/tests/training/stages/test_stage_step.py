import pytest
import torch
from torch import nn

from training.run import Run
from training.stages.stage_step import optimizer_step


@pytest.fixture
def run():
    torch.manual_seed(0)
    return Run.start(nn.Linear(2, 1), 1e-3, 0.0, 0.9)


def scaled(run, *scales):
    for scale in scales:
        yield scale * run.model(torch.ones(1, 2)).sum()


def test_the_gradient_is_of_the_sum(run):
    value = float(run.model(torch.ones(1, 2)).detach())
    assert optimizer_step(run, scaled(run, 0.25, 0.5), 0.0) == pytest.approx(0.75 * value)
    torch.testing.assert_close(run.model.weight.grad, torch.full((1, 2), 0.75))
    optimizer_step(run, scaled(run, 0.25), 0.0)
    torch.testing.assert_close(run.model.weight.grad, torch.full((1, 2), 0.25))


def test_a_loss_is_left_before_the_next_is_made(run):
    """Else the graphs of all micro-batches would lie in memory."""
    seen = []

    def losses():
        for loss in scaled(run, 0.25, 0.5):
            gradient = run.model.weight.grad
            seen.append(0.0 if gradient is None else float(gradient[0, 0]))
            yield loss

    optimizer_step(run, losses(), 0.0)
    assert seen == [0.0, 0.25]


def test_a_large_gradient_is_cut(run):
    optimizer_step(run, scaled(run, 100.0), 0.0)
    norm = torch.cat([one.grad.flatten() for one in run.model.parameters()]).norm()
    assert float(norm) == pytest.approx(2.0, rel=1e-4)


def test_a_step_moves_by_its_rate_and_is_counted(run):
    before = run.model.weight.detach().clone()
    optimizer_step(run, scaled(run, 1.0), 0.5)
    # The first step of Adam is as long as the rate.
    torch.testing.assert_close(before - run.model.weight.detach(), torch.full((1, 2), 0.5))
    assert (run.step, int(run.average.n_averaged)) == (1, 1)
