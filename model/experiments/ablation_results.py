"""What a compared row costs and what it finds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from data.labelled import ModelView
from data.readers.packed import read_pack
from evaluation.detectors.detector import Detection, Detector, Pictures, Subject
from evaluation.metrics.bootstrap import Estimate
from evaluation.reports.markdown import interval, table
from evaluation.reports.report import evaluate
from fasa.config import Config
from fasa.model import Fasa
from release.export import load_model

TITLES = ("row", "M params (trained)", "GMAC", "images/s", "images/CPU s", "steps")
FIGURES = ("pixel F1", "AUC of score", "AUC of robust score")


class Cost(TypedDict):
    """Of the network as it is served, prototype and DCT folded; ``gmac`` for one picture."""

    parameters: int
    trainedParameters: int
    gmac: float


class Figures(TypedDict):
    """On one pack; None where the pack lacks a class."""

    pixelF1: Estimate | None
    aucScore: Estimate | None
    aucRobust: Estimate | None


class Speed(TypedDict):
    """Of training, start and data included. A CPU second is one second of one core."""

    imagesPerSecond: float
    imagesPerCpuSecond: float


class Result(TypedDict):
    """``sets`` by the pack's name."""

    name: str
    title: str
    step: int
    cost: Cost
    speed: Speed | None
    sets: dict[str, Figures]


def cost_of(config: Config) -> Cost:
    model = Fasa(config).eval().fold()
    everything = list(model.parameters())
    rgb = torch.rand(1, 3, config.input_size, config.input_size)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(rgb)
    # One multiply-accumulate counts as two operations.
    return {
        "parameters": sum(p.numel() for p in everything),
        "trainedParameters": sum(p.numel() for p in everything if p.requires_grad),
        "gmac": counter.get_total_flops() / 2e9,
    }


def detector_of(model: Fasa, device: str) -> Detector:
    """The network in single precision, as it is exported."""
    model.to(device).eval()

    @torch.no_grad()
    def detect(images: Pictures) -> Detection:
        rgb = torch.from_numpy(np.array(images)).to(device).permute(0, 3, 1, 2).float() / 255
        found = model(rgb)
        return Detection(found.probability[:, 0].cpu().numpy(), found.score.cpu().numpy())

    return detect


def figures_of(config: Config, checkpoint: Path, pack: Path, device: str) -> Figures:
    """Of a checkpoint's running average on one pack.

    Raises ValueError when the pack's pictures are not of the configuration's size.
    """
    pictures = read_pack(pack)
    if pictures.size != config.input_size:
        raise ValueError(f"{pack}: expected {config.input_size} px, received {pictures.size}")
    detect = detector_of(load_model(config, checkpoint), device)
    report = evaluate(Subject(config.name, detect, ModelView(config.input_size)), pictures)
    return {
        "pixelF1": report["pixel"]["f1"] if report["pixel"] else None,
        "aucScore": report["score"]["auc"],
        "aucRobust": report["robustScore"]["auc"],
    }


def to_markdown(results: Sequence[Result], steps: int, note: str) -> str:
    sets = list(results[0]["sets"])
    titles = [*TITLES, *(f"{figure}, {name}" for name in sets for figure in FIGURES)]
    rows = [_cells(result, steps, sets) for result in results]
    return f"{note} [95 % interval by source.]\n\n{table(titles, rows)}\n"


def _cells(result: Result, steps: int, sets: Sequence[str]) -> list[str]:
    cost, speed = result["cost"], result["speed"]
    millions = f"{cost['parameters'] / 1e6:.2f} ({cost['trainedParameters'] / 1e6:.2f})"
    return [
        result["title"],
        millions,
        f"{cost['gmac']:.2f}",
        *(f"{speed[key]:.1f}" if speed else "-" for key in Speed.__annotations__),
        f"{result['step']} of {steps}",
        *(interval(result["sets"][s][key]) for s in sets for key in Figures.__annotations__),
    ]


def write_results(out: Path, results: Sequence[Result], steps: int, note: str) -> None:
    """``results.json`` and ``results.md``."""
    content = {"steps": steps, "note": note, "rows": results}
    (out / "results.json").write_text(json.dumps(content, indent=1) + "\n")
    (out / "results.md").write_text(to_markdown(results, steps, note))
