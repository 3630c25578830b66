"""Comparisons: rows differ in what they name alone, train on equal terms, and resume."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_network import TINY, tiny_config
from torch.utils.flop_counter import FlopCounterMode

from data.packed_set import PackedSet, write_pack
from experiments.ablation import chosen_rows, command_of, main
from experiments.ablation_results import cost_of, detector_of, figures_of
from experiments.ablation_rows import Row, ablation, to_toml
from experiments.ablation_run import RowRun
from fasa.config import Ablation, Config, Side
from fasa.efficientnet_lite import EfficientNetLiteEncoder
from fasa.model import Fasa

COMPACT = Config.named("compact").at_size(64)


def row_named(name: str, rows: list[Row]) -> Row:
    return next(row for row in rows if row.config.name == name)


def test_a_row_written_is_the_row_read(tmp_path):
    for row in ablation(COMPACT):
        path = tmp_path / f"{row.config.name}.toml"
        path.write_text(to_toml(row.config))
        assert Config.named(str(path)) == row.config


def test_ablation_rows_add_one_part_each():
    rows = ablation(COMPACT)
    assert [row.config.ablation for row in rows] == [
        Ablation(adb=False, psa=False, sfsa=False, pgfmd=False),
        Ablation(adb=True, psa=False, sfsa=False, pgfmd=False),
        Ablation(adb=True, psa=True, sfsa=False, pgfmd=False),
        Ablation(adb=True, psa=True, sfsa=True, pgfmd=False),
        Ablation(),
        Ablation(),
    ]
    assert [row.config.decoder.attention for row in rows[-2:]] == ["similarity", "pooled"]
    assert rows[-2].config == replace(COMPACT, name="pgfmd")


def test_rows_know_the_weights_they_start_from():
    assert {row.lite_variant for row in ablation(COMPACT)} == {0}
    assert ablation(tiny_config())[-1].lite_variant is None
    mixed = replace(COMPACT, side=Side("efficientnet_lite", variant=1))
    with pytest.raises(ValueError, match="expected one EfficientNet-Lite"):
        _ = Row(mixed, "mixed").lite_variant


def options(tmp_path: Path, **more: object) -> argparse.Namespace:
    known = {
        "only": None,
        "config": "compact",
        "set": ["a:1", "b:2"],
        "val": [tmp_path / "val"],
        "steps": 7,
        "batch": 4,
        "size": 64,
        "max_seconds": 60.0,
        "threads": 1,
        "device": "cpu",
        "out": tmp_path / "out",
    }
    return argparse.Namespace(**{**known, **more})


def test_rows_train_on_equal_terms(tmp_path):
    args = options(tmp_path)
    own = {"--config", "--run", "--efficientnet-lite"}
    shared = set()
    for row in chosen_rows(args):
        run = RowRun(row, args.out / row.config.name)
        parts = command_of(run, args, ["--seed", "3"])[3:]
        pairs = zip(parts[::2], parts[1::2], strict=True)
        shared.add(tuple(pair for pair in pairs if pair[0] not in own))
    (terms,) = shared
    assert terms[:3] == (("--set", "a:1"), ("--set", "b:2"), ("--steps", "7"))
    assert terms[-1] == ("--seed", "3")


def test_an_unknown_row_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"expected some of.*sfsa.*received \['typo'\]"):
        chosen_rows(options(tmp_path, only=["typo"]))


def test_cost_counts_what_trains():
    frozen = replace(COMPACT, semantic=replace(COMPACT.semantic, frozen=True))
    held, trained = cost_of(frozen), cost_of(COMPACT)
    encoder = sum(p.numel() for p in EfficientNetLiteEncoder(64, (1,)).parameters())
    assert held["parameters"] == trained["parameters"] == trained["trainedParameters"]
    assert trained["trainedParameters"] - held["trainedParameters"] == encoder
    assert held["gmac"] == pytest.approx(trained["gmac"])
    assert cost_of(row_named("adb", ablation(COMPACT)).config)["gmac"] < held["gmac"]


def test_the_cost_of_a_picture_leaves_out_what_folding_costs_once():
    served = Fasa(COMPACT).eval().fold()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        served(torch.rand(1, 3, COMPACT.input_size, COMPACT.input_size))
    assert cost_of(COMPACT)["gmac"] == counter.get_total_flops() / 2e9


@pytest.fixture
def pictures(tmp_path) -> PackedSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (12, 64, 64, 3), dtype=np.uint8)
    masks = np.zeros((12, 64, 64), np.uint8)
    masks[4:, 16:48, 16:48] = 1
    write_pack(tmp_path / "pack", images, masks, {})
    return PackedSet.open(tmp_path / "pack")


def test_the_detector_is_the_network(tiny, pictures):
    images = np.array(pictures.images[:3])
    found = detector_of(tiny, "cpu")(images)
    with torch.no_grad():
        expected = tiny(torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255)
    np.testing.assert_allclose(found.probability, expected.probability[:, 0].numpy(), rtol=1e-5)
    np.testing.assert_allclose(found.score, expected.score.numpy(), rtol=1e-5)


def test_a_pack_of_another_size_is_refused(pictures, tmp_path):
    config = replace(tiny_config(), input_size=96)
    with pytest.raises(ValueError, match="expected 96 px, received 64"):
        figures_of(config, tmp_path / "checkpoint.pt", pictures.path, "cpu")


@pytest.fixture
def compare(pictures, tmp_path, monkeypatch) -> Callable[..., list[dict]]:
    out = tmp_path / "out"

    def run(*more: str) -> list[dict]:
        options = ["--config", str(TINY), "--size", "64", "--steps", "2"]
        options += ["--set", str(pictures.path), "--val", str(pictures.path), "--batch", "2"]
        options += ["--threads", "1", "--warm-up", "1", "--out", str(out), *more]
        monkeypatch.setattr(sys, "argv", ["ablation", *options])
        main()
        return json.loads((out / "results.json").read_text())["rows"]

    return run


def test_a_comparison_cut_short_goes_on_and_then_rests(compare, tmp_path):
    rows = ("--only", "baseline", "--only", "pooled")
    (begun,) = compare("--only", "baseline", "--max-seconds", "0")
    assert begun["step"] == 0
    found = compare(*rows)
    assert [(row["name"], row["step"]) for row in found] == [("baseline", 2), ("pooled", 2)]
    assert all(0 <= row["sets"]["pack"]["pixelF1"]["value"] <= 1 for row in found)
    assert all(row["speed"]["imagesPerSecond"] > 0 for row in found)
    assert compare(*rows) == found
    table = (tmp_path / "out" / "results.md").read_text()
    assert table.count("2 of 2") == 2
    assert "eq. 6 pooled" in table


def test_a_changed_row_needs_a_new_folder(tmp_path):
    row = row_named("adb", ablation(COMPACT))
    RowRun(row, tmp_path / "adb").write_toml()
    larger = row_named("adb", ablation(COMPACT.at_size(96)))
    with pytest.raises(ValueError, match="use a new --out"):
        RowRun(larger, tmp_path / "adb").write_toml()
