"""Teaches the twin descriptor to know a copied place again, from photographs alone.

    python -m training.twins --data DIR --out descriptor.safetensors

``--out`` is for ``train.py --twins``. Stops at ``--max-seconds`` and writes what it has learnt;
``--start`` goes on from such a file.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import AdamW
from tqdm import tqdm

from fasa.config import Config
from fasa.efficientnet_lite import EfficientNetLiteEncoder
from fasa.model import Fasa
from fasa.pretrained import load_lite, load_part, published_lite
from fasa.twins import CELL_PX
from forge.sources import Library, data_root
from training.run import rate_factor
from training.token_bank import Crops
from training.twin_loss import twin_loss
from training.twin_pictures import twin_picture

LARGEST_SHARPNESS = 60.0


@dataclass(frozen=True)
class Lesson:
    """``images`` (B, 3, S, S) in 0..1, ``origins`` (B, n, 2) in pixels, ``whole`` (B, n)."""

    images: Tensor
    origins: Tensor
    whole: Tensor


def lesson(crops: Crops, batch: int, seed: int, step: int) -> Lesson:
    """The pictures of ``step``: a function of seed and step alone."""
    rng = np.random.default_rng([seed, step])
    photos = (crops(range(step * batch, (step + 1) * batch)) * 255).byte().permute(0, 2, 3, 1)
    made = [twin_picture(np.ascontiguousarray(photo), CELL_PX, rng) for photo in photos.numpy()]
    images = torch.from_numpy(np.stack([one.image for one in made])).permute(0, 3, 1, 2)
    origins = torch.from_numpy(np.stack([one.origins for one in made]))
    return Lesson(
        images.float() / 255, origins, torch.from_numpy(np.stack([m.whole for m in made]))
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="compact", help="with a table [twins]")
    parser.add_argument("--data", help="folder with train/photos; else FASA_DATA")
    parser.add_argument("--out", type=Path, required=True, help="a .safetensors file")
    parser.add_argument("--start", type=Path, help="a descriptor to go on from, .safetensors")
    parser.add_argument("--efficientnet-lite", type=Path, help="else the installed package's")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--warm-up", type=int, default=20, help="steps")
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def prepared(args: argparse.Namespace) -> Fasa:
    """The network whose descriptor learns. Raises ValueError when it has none."""
    config = Config.named(args.config)
    model = Fasa(config)
    if model.twins is None:
        raise ValueError(f"{args.config}: expected a configuration with a table [twins]")
    load_lite(model, args.efficientnet_lite or published_lite(config.semantic.variant))
    if args.start:
        load_part(model.twins.descriptor, args.start)
    model.twins.descriptor.requires_grad_(True)
    return model.to(args.device, memory_format=torch.channels_last)


class Pupil:
    """The descriptor, the sharpness that its loss needs, and their optimizer."""

    def __init__(self, model: Fasa, args: argparse.Namespace) -> None:
        assert isinstance(model.encoder, EfficientNetLiteEncoder)
        assert model.twins is not None
        self.encoder, self.twins, self.args = model.encoder, model.twins, args
        self.log_sharpness = nn.Parameter(torch.tensor(10.0, device=args.device).log())
        groups = [
            {"params": list(self.twins.descriptor.parameters())},
            {"params": [self.log_sharpness], "weight_decay": 0.0},
        ]
        self.optimizer = AdamW(groups, lr=args.learning_rate, weight_decay=args.weight_decay)

    def learn(self, step: int, lesson: Lesson) -> tuple[float, float]:
        """One step; returns the loss and the share of cells that found their twin."""
        factor = rate_factor(step, self.args.steps, self.args.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = self.args.learning_rate * factor
        loss, found = self._judged(lesson)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.item(), found

    def _judged(self, lesson: Lesson) -> tuple[Tensor, float]:
        with torch.autocast(self.args.device, torch.bfloat16):
            fine, coarse = self.encoder.maps(lesson.images.to(self.args.device))[:2]
            descriptors = self.twins.descriptor(fine, coarse)
        sharpness = self.log_sharpness.exp().clamp(max=LARGEST_SHARPNESS)
        pictures = zip(descriptors, lesson.origins, lesson.whole, strict=True)
        losses = [twin_loss(*one, sharpness, self.twins.search.reach) for one in pictures]
        parts = [part for part in losses if part is not None]
        found = float(np.mean([share for _, share in parts]))
        return torch.stack([loss for loss, _ in parts]).mean(), found


def train(args: argparse.Namespace) -> dict[str, float]:
    """Trains and writes the descriptor; returns step, loss and share found at the last step."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    model = prepared(args)
    pupil, side = Pupil(model, args), model.config.input_size
    crops = Crops(Library(data_root(args.data), "train"), side, args.seed)
    deadline, last = time.monotonic() + args.max_seconds, {"step": 0.0}
    for step in tqdm(range(args.steps), unit="step", mininterval=5):
        if time.monotonic() > deadline:
            break
        loss, found = pupil.learn(step, lesson(crops, args.batch, args.seed, step))
        last = {"step": step + 1, "loss": round(loss, 4), "found": round(found, 4)}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    learnt = pupil.twins.descriptor.state_dict()
    save_file({name: value.cpu().contiguous() for name, value in learnt.items()}, args.out)
    return last


if __name__ == "__main__":
    print(json.dumps(train(arguments())))
