"""What a training step sees: windows of pictures, some of them pooled, mirrored and turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from history.cells import EDITED, UNSURE, Labels, pool, pool_labels
from history.network import HistoryNetwork
from history.planes import PLANES
from history.training.evidence_pack import Pack, Picture

_UNKNOWN = -1.0
_AROUND_EDIT = 0.8


class View(NamedTuple):
    """``cells`` a side of windows, cut after ``pool`` x ``pool`` cells became one; ``batch`` of
    them in a step; ``share`` of the steps that see pictures of this size."""

    cells: int
    pool: int
    batch: int
    share: float


@dataclass(frozen=True)
class SizeClass:
    """Pictures whose longer side has at most ``largest`` cells, and how they are seen."""

    largest: float
    views: tuple[View, ...]


CLASSES = (
    SizeClass(48, (View(48, 1, 28, 1.0),)),
    SizeClass(72, (View(72, 1, 13, 0.8), View(36, 2, 40, 0.2))),
    SizeClass(150, (View(96, 1, 7, 0.35), View(64, 1, 16, 0.4), View(64, 2, 16, 0.25))),
    SizeClass(
        np.inf,
        (View(96, 1, 7, 0.25), View(64, 1, 16, 0.2), View(96, 2, 7, 0.3), View(64, 4, 16, 0.25)),
    ),
)


class Batch(NamedTuple):
    evidence: Tensor
    """(B, 24, n, n)"""
    valid: Tensor
    """(B, 1, n, n) of {0, 1}"""
    figures: Tensor
    whole: Tensor
    """(B, 48): ``HistoryNetwork.statistics`` of the whole picture."""
    labels: Tensor
    """(B, n, n) of cells.UNTOUCHED, EDITED, UNSURE"""
    picture: Tensor
    """(B,): 1 where the window holds an edited cell, 0 in authentic pictures, else unknown (-1)."""


class Batches(Dataset[Batch]):
    """The batch of a step depends on its number alone, so that a run goes on where it stopped."""

    def __init__(self, packs: Sequence[Pack], network: HistoryNetwork, seed: int) -> None:
        self._numbered = [(pack, number) for pack in packs for number in range(len(pack))]
        self._seed = seed
        self._standard = HistoryNetwork()
        self._standard.load_state_dict(network.state_dict())
        longest = np.array([max(pack.shape(number)) for pack, number in self._numbered])
        bounds = [size.largest for size in CLASSES]
        classes = np.searchsorted(bounds, longest)
        self._members = [np.flatnonzero(classes == index) for index in range(len(CLASSES))]
        cells = np.array([min(96**2, a * b) for a, b in (p.shape(n) for p, n in self._numbered)])
        # A step of small pictures holds more of them: as many steps as make each equally frequent.
        per_step = [np.mean([view.batch for view in size.views]) for size in CLASSES]
        weights = [len(m) / b for m, b in zip(self._members, per_step, strict=True)]
        self._class_share = np.array(weights) / sum(weights)
        self.cells = int(cells.sum())

    def __len__(self) -> int:
        return len(self._numbered)

    def __getitem__(self, step: int) -> Batch:
        rng = np.random.default_rng([self._seed, step])
        size = int(rng.choice(len(CLASSES), p=self._class_share))
        views = CLASSES[size].views
        view = views[int(rng.choice(len(views), p=[view.share for view in views]))]
        members = rng.choice(self._members[size], view.batch)
        windows = [self._window(int(member), view, rng) for member in members]
        return Batch(*(torch.from_numpy(np.stack(part)) for part in zip(*windows, strict=True)))

    def _window(
        self, member: int, view: View, rng: np.random.Generator
    ) -> tuple[NDArray[np.generic], ...]:
        source, number = self._numbered[member]
        picture = source.picture(number)
        planes = pool(picture.planes.astype(np.float32), view.pool)
        labels = pool_labels(np.asarray(picture.labels), view.pool)
        with torch.inference_mode():
            whole = self._standard.statistics(torch.from_numpy(planes)[None])[0].numpy()
        box = _box(labels, view.cells, rng)
        planes, labels = _turned(planes[:, *box], labels[box], rng)
        evidence = np.zeros((len(PLANES), view.cells, view.cells), np.float32)
        truth = np.full((view.cells, view.cells), UNSURE, np.uint8)
        valid = np.zeros((1, view.cells, view.cells), np.float32)
        rows, columns = labels.shape
        evidence[:, :rows, :columns], truth[:rows, :columns] = planes, labels
        valid[:, :rows, :columns] = 1
        return evidence, valid, picture.figures, whole, truth, _answer(picture, labels)


def _answer(picture: Picture, labels: Labels) -> NDArray[np.float32]:
    if not picture.is_edited:
        return np.float32(0)[...]
    return np.float32(1 if (labels == EDITED).any() else _UNKNOWN)[...]


def _box(labels: Labels, side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """Around an edited cell, mostly, where there is one."""
    centre = None
    edited = np.argwhere(labels == EDITED)
    if len(edited) and rng.random() < _AROUND_EDIT:
        centre = edited[rng.integers(len(edited))]
    spans = []
    for axis, length in enumerate(labels.shape):
        span, last = min(side, length), length - min(side, length)
        start = rng.integers(0, last + 1) if centre is None else centre[axis] - rng.integers(span)
        start = int(np.clip(start, 0, last))
        spans.append(slice(start, start + span))
    return spans[0], spans[1]


def _turned(
    planes: NDArray[np.float32], labels: Labels, rng: np.random.Generator
) -> tuple[NDArray[np.float32], Labels]:
    if rng.random() < 0.5:
        planes, labels = planes[:, ::-1], labels[::-1]
    if rng.random() < 0.5:
        planes, labels = planes[:, :, ::-1], labels[:, ::-1]
    if rng.random() < 0.5:
        planes, labels = planes.transpose(0, 2, 1), labels.T
    return planes, labels
