import torch

from forge.inpainters.train_filler import opponent, train


def test_a_short_run_learns_to_return_what_is_known(library):
    known = torch.full((1, 4, 64, 64), 0.3)
    known[:, 3] = 0
    before, after = (train("transposed", library, steps, 0)(known) for steps in (1, 12))
    assert (after - 0.3).abs().mean() < (before - 0.3).abs().mean()


def test_the_opponent_judges_patches():
    assert opponent()(torch.zeros(2, 4, 128, 128)).shape == (2, 1, 8, 8)
