"""An exported network beside the one it was exported from: here, and for other runtimes."""

import gzip
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from fasa.model import Fasa

GRID = 64
"""Squares a side of a map that is kept: a whole one of 512 pixels is 1 MB, and hardly shrinks."""


class Served(nn.Module):
    """The network behind the contract: bytes in, probabilities and score out."""

    def __init__(self, model: Fasa) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        prediction = self.model(image.permute(0, 3, 1, 2).float() / 255)
        return prediction.probability, prediction.score


def fixed_inputs(size: int, count: int = 8) -> np.ndarray:
    """(count, S, S, 3) uint8: noise, flat, gradients and blocks, the same on every machine."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(0, 255, size, dtype=np.uint8)
    pictures = [
        np.broadcast_to(ramp[:, None, None], (size, size, 3)),
        np.broadcast_to(ramp[None, :, None], (size, size, 3)),
        np.zeros((size, size, 3), np.uint8),
        np.full((size, size, 3), 255, np.uint8),
    ]
    while len(pictures) < count:
        cells = 2 ** int(rng.integers(2, 7))
        blocks = rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
        grid = np.arange(size) * cells // size
        pictures.append(blocks[grid][:, grid])
    return np.ascontiguousarray(np.stack(pictures[:count]))


def compare(model: Fasa, path: Path, images: np.ndarray) -> float:
    """Largest |torch - onnxruntime| over both outputs; one image at a time, and all at once."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    served, worst = Served(model).eval(), 0.0
    with torch.no_grad():
        expected = [t.numpy() for t in served(torch.from_numpy(images))]
    batches = [images] if len(images) == 1 else [images, *images[:, None]]
    for batch in batches:
        start = 0 if len(batch) == len(images) else _index_of(batch, images)
        found = session.run(["probability", "score"], {"image": batch})
        for ours, theirs in zip(expected, found, strict=True):
            worst = max(worst, float(np.abs(ours[start : start + len(batch)] - theirs).max()))
    return worst


def write_parity(model: Fasa, images: np.ndarray, out: Path) -> None:
    """What torch says on ``images``, for other runtimes to compare with; maps are reduced.

    ``parity.json`` holds shapes and scores, ``image.bin.gz`` uint8, ``map.bin.gz`` little-endian
    float32: the mean probability of each square of a grid; both are row-major.
    """
    out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        probability, score = Served(model).eval()(torch.from_numpy(images))
    arrays = {"image": images, "map": square_means(probability[:, 0].numpy())}
    for name, array in arrays.items():
        data = gzip.compress(np.ascontiguousarray(array).tobytes(), mtime=0)
        (out / f"{name}.bin.gz").write_bytes(data)
    about = {name: list(array.shape) for name, array in arrays.items()}
    (out / "parity.json").write_text(json.dumps(about | {"score": score.tolist()}, indent=2) + "\n")


def square_means(maps: np.ndarray) -> np.ndarray:
    """(N, S, S) -> (N, g, g), float32; g = GRID, or half of it where S is no multiple of that."""
    count, side, _ = maps.shape
    grid = GRID if side % GRID == 0 else GRID // 2
    squares = maps.astype(np.float64).reshape(count, grid, side // grid, grid, side // grid)
    return squares.mean(axis=(2, 4)).astype(np.float32)


def _index_of(batch: np.ndarray, images: np.ndarray) -> int:
    return next(i for i, image in enumerate(images) if np.array_equal(image, batch[0]))
