"""One compared row: its folder, its training in stretches, its figures."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import torch

from experiments.ablation_results import Figures, Result, Speed, cost_of, figures_of
from experiments.ablation_rows import Row, to_toml
from training.run import CHECKPOINT


class RowRun(NamedTuple):
    """A row in ``folder``, its configuration in a .toml file beside it."""

    row: Row
    folder: Path

    @property
    def toml(self) -> Path:
        return self.folder.with_suffix(".toml")

    @property
    def step(self) -> int:
        checkpoint = self.folder / CHECKPOINT
        return torch.load(checkpoint, weights_only=True)["step"] if checkpoint.exists() else 0

    def write_toml(self) -> None:
        """Raises ValueError when the folder is that of another configuration."""
        content = to_toml(self.row.config)
        if self.toml.exists() and self.toml.read_text() != content:
            raise ValueError(f"{self.toml}: the row has changed since; use a new --out")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.toml.write_text(content)

    def train(self, command: list[str], batch: int) -> None:
        """One stretch of training, noted with what it took."""
        before, start, spent = self.step, time.monotonic(), _children_cpu_s()
        subprocess.run(command, check=True)
        stretch = {
            "images": (self.step - before) * batch,
            "seconds": time.monotonic() - start,
            "cpuSeconds": _children_cpu_s() - spent,
        }
        with self._stretches.open("a") as file:
            file.write(json.dumps(stretch) + "\n")

    def result(self, packs: list[Path], device: str) -> Result:
        step = self.step
        return {
            "name": self.row.config.name,
            "title": self.row.title,
            "step": step,
            "cost": cost_of(self.row.config),
            "speed": self._speed(),
            "sets": {pack.name: self._figures(pack, step, device) for pack in packs},
        }

    @property
    def _stretches(self) -> Path:
        return self.folder / "stretches.jsonl"

    def _speed(self) -> Speed | None:
        """None before the first stretch has ended; a killed one counts for nothing."""
        if not self._stretches.exists():
            return None
        stretches = [json.loads(line) for line in self._stretches.read_text().splitlines()]
        images, wall, cpu = (
            sum(s[k] for s in stretches) for k in ("images", "seconds", "cpuSeconds")
        )
        return {"imagesPerSecond": images / wall, "imagesPerCpuSecond": images / cpu}

    def _figures(self, pack: Path, step: int, device: str) -> Figures:
        """Measured once for each step and pack."""
        known = self.folder / f"figures-{pack.name}-{step}.json"
        if known.exists():
            return json.loads(known.read_text())
        found = figures_of(self.row.config, self.folder / CHECKPOINT, pack, device)
        known.write_text(json.dumps(found, indent=1) + "\n")
        return found


def _children_cpu_s() -> float:
    times = os.times()
    return times.children_user + times.children_system
