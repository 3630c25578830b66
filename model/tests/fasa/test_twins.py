"""Twins: who is found, what counts as agreement, and that a silent branch changes nothing."""

from dataclasses import replace

import pytest
import torch
from tiny_network import tiny_config
from torch.nn.functional import normalize

from export import compare, write_onnx
from fasa.config import Config
from fasa.config import Twins as TwinsConfig
from fasa.model import Fasa
from fasa.twins import TwinSearch, agreement

GRID, REACH = 12, 2


def at(row: int, column: int) -> int:
    return row * GRID + column


@pytest.fixture
def copied() -> torch.Tensor:
    """Random descriptors (1, 64, 12, 12) in which rows 1-3, columns 1-3 recur at 8-10, 7-9."""
    torch.manual_seed(0)
    descriptors = normalize(torch.randn(1, 64, GRID, GRID), dim=1)
    descriptors[:, :, 8:11, 7:10] = descriptors[:, :, 1:4, 1:4]
    return descriptors


@pytest.fixture
def loud() -> Fasa:
    """The shipped architecture at 64 pixels, its branch of twins no longer silent."""
    torch.manual_seed(1)
    model = Fasa(Config.named("compact").at_size(64)).eval()
    torch.nn.init.ones_(model.twins.judge[-1].weight)
    return model


def test_a_copy_and_its_source_choose_each_other(copied):
    evidence, choice = TwinSearch(REACH)(copied)
    chosen = choice[0].argmax(dim=1)
    assert chosen[at(9, 8)] == at(2, 2)
    assert chosen[at(2, 2)] == at(9, 8)
    alike, clear, better, down, right = evidence[0, :5, 2, 2]
    assert alike == pytest.approx(1, abs=1e-3)
    assert better == pytest.approx(0, abs=1e-3)
    assert (down * GRID, right * GRID) == (pytest.approx(7, abs=0.01), pytest.approx(6, abs=0.01))
    assert clear > evidence[0, 1, 6, 2]


def test_the_middle_of_a_copy_agrees_with_all_its_neighbours_and_its_corner_with_few(copied):
    evidence, _ = TwinSearch(REACH)(copied)
    tight = evidence[0, 5]
    assert tight[2, 2] == pytest.approx(1, abs=0.01)
    assert 3 / 8 - 0.01 <= tight[1, 1] < 0.6
    assert tight[5:7, 1:4].mean() < 0.2


def test_no_place_within_reach_is_chosen():
    same = normalize(torch.ones(1, 4, GRID, GRID), dim=1)
    _, choice = TwinSearch(REACH)(same)
    row = choice[0, at(5, 5)].view(GRID, GRID)
    assert row[3:8, 3:8].sum() < 1e-6
    assert row[5, 8] == pytest.approx(1 / (GRID**2 - 25), rel=1e-3)


def test_a_plain_picture_gives_finite_evidence(loud):
    assert loud(torch.full((1, 3, 64, 64), 0.5)).logits.isfinite().all()


def test_agreement_of_a_turned_copy_is_wide_and_not_tight():
    rows, columns = torch.meshgrid(torch.arange(9.0), torch.arange(9.0), indexing="ij")
    turned = torch.stack([columns - rows, -rows - columns])[None]
    tight, wide, *_ = agreement(turned)[0, :, 4, 4]
    assert wide > 0.6 > 0.3 > tight


def test_nothing_agrees_beyond_the_edge():
    assert agreement(torch.zeros(1, 2, 6, 6))[0, 0, 0, 0] == pytest.approx(3 / 8)


def test_the_branch_is_silent_at_its_start_and_heard_once_its_gain_has_grown(loud):
    image = torch.rand(1, 3, 64, 64)
    heard = loud(image).logits
    torch.nn.init.zeros_(loud.twins.judge[-1].weight)
    silent = loud(image).logits
    loud.twins = None
    torch.testing.assert_close(loud(image).logits, silent)
    assert (heard - silent).abs().max() > 1e-4


def test_the_descriptor_does_not_learn_with_the_network(loud):
    loud.train()(torch.rand(1, 3, 64, 64)).logits.sum().backward()
    assert all(p.grad is None for p in loud.twins.descriptor.parameters())
    assert loud.twins.compare[1].weight.grad.abs().sum() > 0
    assert loud.twins.judge[0].weight.grad.abs().sum() > 0


def test_both_runtimes_agree_at_any_batch(loud, tmp_path):
    path = tmp_path / "loud.onnx"
    write_onnx(loud.fold(), path)
    images = torch.randint(0, 256, (3, 64, 64, 3), dtype=torch.uint8).numpy()
    assert compare(loud, path, images) < 1e-4


def test_another_encoder_is_refused():
    with pytest.raises(ValueError, match=r"\[twins\] needs semantic.kind = efficientnet_lite"):
        Fasa(replace(tiny_config(), twins=TwinsConfig(width=8, hidden=8, reach=1)))
