import pytest
import torch

from training.process import set_up


@pytest.fixture(autouse=True)
def as_before():
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)


def test_a_seed_gives_the_same_weights():
    drawn = []
    for seed in (1, 1, 2):
        set_up(1, seed)
        drawn.append(torch.rand(4))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_threads_are_as_told():
    for threads in (2, 1):
        set_up(threads, 0)
        assert torch.get_num_threads() == threads


def test_denormals_are_zero():
    tiny = torch.tensor([1e-38])
    assert (tiny / 1000).count_nonzero() == 1
    set_up(1, 0)
    assert (tiny / 1000).count_nonzero() == 0
