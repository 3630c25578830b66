import numpy as np
import pytest
import torch
from wave_weights import fill, picture

from fasa.traces.dense_trunk import DenseTrunk, Residual
from fasa.traces.filter_bank import FilterBank
from fasa.traces.relative_head import RelativeHead
from fasa.traces.trace_network import TraceNetwork


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def filled():
    """A network of 21 classes and a relative head on the weights that the prototype was given."""
    network, relative = TraceNetwork(21).eval(), RelativeHead(64).eval()
    fill(network)
    fill(relative)
    return network, relative


@torch.no_grad()
def test_outputs_are_those_of_the_prototype(filled):
    """../shared/reference/real-edits/trunk.py on the same weights and picture."""
    network, relative = filled
    features = network.features(picture())
    assert features.shape == (1, 64, 16, 16)
    pinned = [0.014009406, 0.242073894, 0.098145150, 0.000614153]
    found = features[0, [0, 17, 40, 63], [0, 5, 9, 15], [3, 15, 0, 8]]
    np.testing.assert_allclose(found, pinned, rtol=1e-4, atol=1e-6)
    logits = network(picture())
    assert logits.shape == (1, 21, 16, 16)
    assert float(logits.mean()) == pytest.approx(0.99576360, rel=1e-4)
    found = logits[0, [0, 7, 20], [0, 5, 15], [3, 15, 8]]
    np.testing.assert_allclose(found, [1.01287436, 0.76440185, 0.74806035], rtol=1e-4)
    edited = relative(features)
    assert float(edited.std()) == pytest.approx(0.22950923, rel=1e-4)
    found = edited[0, 0, [0, 5, 15], [3, 15, 8]]
    np.testing.assert_allclose(found, [1.27676952, 0.94791657, 1.00661969], rtol=1e-4)


def test_the_filters_take_the_picture_away():
    flat = FilterBank()(torch.full((1, 3, 32, 32), 96.0))
    torch.testing.assert_close(flat[:, :3], torch.full((1, 3, 32, 32), 1.5))
    torch.testing.assert_close(flat[:, 3:], torch.zeros(1, 6, 32, 32), atol=1e-4, rtol=0)


def test_a_point_is_seen_by_its_own_channels_filters_alone():
    point = torch.zeros(1, 3, 32, 32)
    point[0, 1, 16, 16] = 1
    seen = FilterBank()(point)[0]
    assert seen.abs().sum((1, 2)).gt(0).nonzero().ravel().tolist() == [1, 4, 7]
    assert float(seen[1, 16, 16]) == 1 / 64
    assert float(seen[4, 16, 16]) == (1 - 1 / 4) / 4
    assert float(seen[7, 16, 16]) == pytest.approx((1 / 4 - (70 / 256) ** 2) / 8)
    # 9 x 9 binomial, no further.
    assert (seen[7] != 0).nonzero().min(0).values.tolist() == [12, 12]


def test_the_trunk_gives_a_map_a_stage_and_goes_on_from_what_is_injected():
    trunk = DenseTrunk(9).eval()
    x = torch.rand(1, 9, 64, 32)
    sizes = [(1, 64, 16, 8), (1, 128, 8, 4), (1, 192, 4, 2), (1, 256, 2, 1)]
    with torch.no_grad():
        plain = trunk(x)
        moved = trunk(x, lambda stage, features: features + (stage == 1))
    assert [tuple(found.shape) for found in plain] == sizes
    assert torch.equal(plain[0], moved[0])
    torch.testing.assert_close(moved[1], plain[1] + 1)
    assert not torch.allclose(plain[2], moved[2])


def test_a_block_starts_as_what_it_is_given():
    x = torch.rand(2, 8, 4, 4)
    torch.testing.assert_close(Residual(8).train()(x), x)


@torch.no_grad()
def test_bfloat16_sees_nearly_the_same(filled):
    network, _ = filled
    exact = network(picture())
    with torch.autocast("cpu", torch.bfloat16):
        rough = network(picture())
    assert rough.dtype == torch.float32
    torch.testing.assert_close(rough, exact, atol=0.1, rtol=0)
