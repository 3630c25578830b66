"""Which pictures make a batch: a pure function of seed and step, so that a run resumes exactly."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from data.packed_set import PackedSet
from training.augment import augment


@dataclass(frozen=True)
class WeightedSet:
    pictures: PackedSet
    weight: float


class BatchSampler:
    """Draws batches from weighted sets; in each, a fixed share of authentic pictures.

    ``window`` is the side in pixels of the random part of each picture that is shown; None shows
    pictures whole. Windows cost less and keep the pixels' scale.
    """

    def __init__(
        self,
        sets: list[WeightedSet],
        batch: int,
        authentic_share: float,
        seed: int,
        window: int | None = None,
    ) -> None:
        self.sets, self.batch, self.share, self.seed = sets, batch, authentic_share, seed
        self.window = window
        total = sum(s.weight for s in sets)
        self.weights = [s.weight / total for s in sets]
        self.groups = [_by_class(s.pictures) for s in sets]

    def __call__(self, step: int) -> tuple[Tensor, Tensor]:
        """The batch of ``step``: images (B, 3, S, S) in 0..1 and masks (B, 1, S, S) of {0, 1}."""
        rng = np.random.default_rng([self.seed, step])
        pairs = []
        for _ in range(self.batch):
            which = int(rng.choice(len(self.sets), p=self.weights))
            authentic, manipulated = self.groups[which]
            pool = authentic if len(authentic) and rng.random() < self.share else manipulated
            index = int(rng.choice(pool))
            pictures = self.sets[which].pictures
            part = np.s_[:, :] if self.window is None else random_window(pictures, self.window, rng)
            pairs.append(augment(pictures.images[index][part], pictures.masks[index][part], rng))
        images = torch.from_numpy(np.stack([image for image, _ in pairs]))
        masks = torch.from_numpy(np.stack([mask for _, mask in pairs]))
        return images.permute(0, 3, 1, 2).float() / 255, masks[:, None].float()


def random_window(pictures: PackedSet, side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """Raises ValueError when the pictures are smaller than the window."""
    if side > pictures.size:
        raise ValueError(
            f"{pictures.path}: expected pictures of at least the window's {side} px a side, "
            f"received {pictures.size}"
        )
    top, left = rng.integers(pictures.size - side + 1, size=2)
    return slice(top, top + side), slice(left, left + side)


def _by_class(pictures: PackedSet) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the authentic and of the manipulated pictures."""
    manipulated = pictures.masks.any(axis=(1, 2))
    return np.flatnonzero(~manipulated), np.flatnonzero(manipulated)
