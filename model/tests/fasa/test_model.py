"""Eqs. 8 and 9, the ablation rows of Table 4, and the size of the paper's network."""

import dataclasses

import pytest
import torch
from tiny_network import tiny_config
from torch.utils.flop_counter import FlopCounterMode

from fasa.config import Ablation, Config
from fasa.decoder import PrototypeGuidedDecoder, SimpleDecoder
from fasa.model import Fasa, Prediction

ROWS = {
    "baseline": Ablation(adb=False, psa=False, sfsa=False, pgfmd=False),
    "+ ADB-DCT": Ablation(adb=True, psa=False, sfsa=False, pgfmd=False),
    "+ PSA": Ablation(adb=True, psa=True, sfsa=False, pgfmd=False),
    "+ SF-SA": Ablation(adb=True, psa=True, sfsa=True, pgfmd=False),
    "+ PG-FMD": Ablation(adb=True, psa=True, sfsa=True, pgfmd=True),
}


def test_probability_has_the_input_size_and_range(tiny, picture):
    probability = tiny(picture).probability
    assert probability.shape == (2, 1, 64, 64)
    assert probability.min() >= 0
    assert probability.max() <= 1


def test_score_is_the_maximum_wherever_it_lies():
    logits = torch.randn(2, 1, 8, 8)
    shuffled = logits.flatten()[:64][torch.randperm(64)].view(1, 1, 8, 8)
    expected = logits[0].sigmoid().max()
    torch.testing.assert_close(Prediction(logits, None).score[0], expected)
    torch.testing.assert_close(Prediction(shuffled, None).score[0], expected)


def test_a_relative_cut_lies_at_a_share_of_the_highest_logit_of_each_picture():
    logits = torch.tensor([[8.0, 2.0, 1.0, -4.0], [-2.0, -0.4, -3.0, -4.0]]).view(2, 1, 2, 2)
    prediction = Prediction(logits, None, relative_cut=0.25)
    expected = torch.tensor([[6.0, 0.0, -1.0, -6.0], [-1.9, -0.3, -2.9, -3.9]]).sigmoid()
    torch.testing.assert_close(prediction.probability.view(2, 4), expected)
    torch.testing.assert_close(prediction.score, expected.amax(dim=1))


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_a_relative_cut_is_a_share_below_one(share):
    with pytest.raises(ValueError, match="relative_cut: expected 0 to below 1"):
        dataclasses.replace(tiny_config(), relative_cut=share)


@pytest.mark.parametrize("row", ROWS)
def test_ablation_rows_run_and_train_what_they_hold(row, picture):
    torch.manual_seed(0)
    model = Fasa(tiny_config(ROWS[row]))
    prediction = model(picture)
    assert prediction.logits.shape == (2, 1, 64, 64)
    loss = prediction.logits.square().mean()
    if prediction.patch_logits is not None:
        loss = loss + prediction.patch_logits.square().mean()
    loss.backward()
    idle = [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None]
    assert idle == []


def test_each_ablation_row_adds_its_part():
    models = [Fasa(tiny_config(ablation)) for ablation in ROWS.values()]
    assert [m.side.stem[0].in_channels for m in models] == [3, 9, 9, 9, 9]
    assert [m.alignment is not None for m in models] == [False, False, True, True, True]
    assert [len(m.adapters) for m in models] == [0, 0, 0, 4, 4]
    kinds = [type(m.decoder) for m in models]
    assert kinds == [SimpleDecoder] * 4 + [PrototypeGuidedDecoder]


def test_injection_without_alignment_is_refused():
    with pytest.raises(ValueError, match="psa"):
        Ablation(psa=False)


def test_without_semantics_a_free_query_trains_and_folds(picture):
    torch.manual_seed(0)
    model = Fasa(tiny_config(Ablation(psa=False, sfsa=False)))
    assert model.encoder is None
    assert isinstance(model.decoder, PrototypeGuidedDecoder)
    before = model(picture).logits
    before.square().mean().backward()
    assert all(p.grad is not None for p in model.parameters())
    torch.testing.assert_close(model.fold()(picture).logits, before, atol=1e-5, rtol=1e-5)


def test_pooled_reading_runs(picture):
    assert Fasa(tiny_config(attention="pooled"))(picture).logits.isfinite().all()


def test_folding_changes_nothing(tiny, picture):
    expected = tiny(picture).logits
    torch.testing.assert_close(tiny.fold()(picture).logits, expected, atol=1e-5, rtol=1e-5)


def count(module: torch.nn.Module) -> float:
    return sum(p.numel() for p in module.parameters()) / 1e6


def test_paper_network_has_the_published_size():
    with torch.device("meta"):
        model = Fasa(Config.named("paper"))
    parts = {name: count(part) for name, part in model.named_children()}
    expected = {
        "encoder": 303.2,
        "alignment": 4.07,
        "side": 87.6,
        "adapters": 15.1,
        "decoder": 1.80,
    }
    for part, millions in expected.items():
        assert parts[part] == pytest.approx(millions, rel=0.01), part
    assert sum(p.numel() for p in model.bands.parameters()) == 8
    assert count(model) == pytest.approx(411.7, rel=0.01)


def test_only_the_encoder_of_the_paper_network_is_frozen():
    with torch.device("meta"):
        model = Fasa(Config.named("paper"))
    frozen = {n.split(".")[0] for n, p in model.named_parameters() if not p.requires_grad}
    learning = {n.split(".")[0] for n, p in model.named_parameters() if p.requires_grad}
    assert frozen == {"encoder"}
    assert learning == {"bands", "side", "alignment", "adapters", "decoder"}


def test_the_compact_network_stays_within_its_budget():
    model = Fasa(Config.named("compact"))
    size = model.config.input_size
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(torch.rand(1, 3, size, size))
    assert count(model) <= 10
    # One multiply-accumulate counts as two operations.
    assert counter.get_total_flops() / 2e9 <= 8


def test_unknown_configuration_names_the_known_ones():
    with pytest.raises(FileNotFoundError, match="compact"):
        Config.named("huge")
