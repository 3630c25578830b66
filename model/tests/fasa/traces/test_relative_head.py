import pytest
import torch

from fasa.traces.relative_head import PictureStatistics, RelativeHead


@pytest.fixture
def head():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return RelativeHead(8)


@pytest.fixture
def features():
    return torch.rand(2, 8, 6, 6, generator=torch.Generator().manual_seed(1))


def test_most_is_taken_for_untouched_at_first(head, features):
    assert torch.sigmoid(head.eval()(features)).mean() < 0.3


def test_a_whole_picture_is_its_own_measure(head, features):
    head.eval()
    expected = head(features, PictureStatistics.of(features))
    torch.testing.assert_close(head(features), expected)


def test_a_tile_is_judged_by_its_picture(head, features):
    """An edit that fills a tile differs from nothing in it."""
    head.eval()
    picture = PictureStatistics.of(torch.cat([features, features + 3], dim=3))
    assert not torch.allclose(head(features), head(features, picture))
    tiles = [head(part, picture) for part in (features, features + 3)]
    assert not torch.allclose(*tiles)


def test_statistics_are_those_of_each_feature(features):
    mean, deviation = PictureStatistics.of(features)
    assert mean.shape == deviation.shape == (2, 8, 1, 1)
    torch.testing.assert_close(mean[1, 3, 0, 0], features[1, 3].mean())
    torch.testing.assert_close(
        deviation[1, 3, 0, 0], (features[1, 3].var(correction=0) + 1e-4).sqrt()
    )


@pytest.mark.parametrize("value", [0.0, 3e4])
def test_a_flat_picture_stays_finite_in_bfloat16(head, value):
    """What a NaN came from: a distance over a deviation near zero."""
    flat = torch.full((2, 8, 6, 6), value, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        logits = head.train()(flat)
    logits.sum().backward()
    assert logits.dtype == torch.float32
    assert torch.isfinite(logits).all()
    assert torch.isfinite(flat.grad).all()


def test_a_distance_is_clamped(head):
    picture = PictureStatistics(torch.zeros(1, 8, 1, 1), torch.zeros(1, 8, 1, 1))
    seen = []
    head.join.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    head.eval()(torch.full((1, 8, 6, 6), 100.0), picture)
    assert seen[0][:, :8].eq(100).all()
    assert seen[0][:, 8:].eq(20).all()
