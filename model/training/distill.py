"""Trains a small ViT to guess the patch tokens of a published ViT on unlabelled photographs.

    python -m training.distill --data DIR --teacher vit_tiny_patch16_224.npz --out DIR

``--out`` gains ``encoder.safetensors`` for ``train.py --semantic``, and ``distill.json``. A run
stops at ``--max-seconds`` and goes on where it was. The teacher's own weights go nowhere.
"""

import argparse
import hashlib
import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from tqdm import tqdm

from fasa.config import Config
from fasa.model import build_encoder
from fasa.pretrained import read_weights
from fasa.timm_vit import TimmVit
from forge.sources import Library, data_root
from training.distillation import Distillation, teacher_tokens
from training.lessons import Lessons
from training.log import Log
from training.run_manifest import code_commit, file_sha256
from training.token_bank import Crops, TokenBank

CHECKPOINT = "checkpoint.pt"
HELD_OUT_COUNT = 64
"""Crops of validation photographs on which the student is judged."""
RECORDED = ("teacher_blocks", "crops", "steps", "batch", "learning_rate", "weight_decay", "seed")
"""Options that ``distill.json`` states."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="compact-vit", help="its [semantic] is the student")
    parser.add_argument("--data", help="folder with train/photos; else FASA_DATA")
    parser.add_argument("--teacher", type=Path, required=True, help="timm's ViT-Tiny/16 weights")
    parser.add_argument("--teacher-blocks", type=int, nargs="+", default=[3, 7, 11])
    parser.add_argument("--size", type=int, help="crops' side: the network's input size in pixels")
    parser.add_argument("--crops", type=int, default=20_000, help="different crops to learn from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--warm-up", type=int, default=200, help="steps")
    parser.add_argument("--max-seconds", type=float, default=float("inf"))
    parser.add_argument("--log-every", type=int, default=100, help="steps; also checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def load_teacher(path: Path, size: int, blocks: list[int]) -> TimmVit:
    """Frozen. Raises ValueError naming the file when it is no ViT-Tiny/16 in timm's naming."""
    teacher = TimmVit.vit_tiny(size, blocks)
    try:
        teacher.load_timm(read_weights(path))
    except (KeyError, RuntimeError) as error:
        raise ValueError(
            f"{path}: expected vit_tiny_patch16_224 in timm's naming; {error}"
        ) from error
    return teacher.freeze()


def bank_name(args: argparse.Namespace, size: int, photos: Library) -> str:
    """A folder name of its own for all that decides which tokens a crop's number has."""
    parts = (file_sha256(args.teacher), args.teacher_blocks, size, args.seed, photos.list_sha256)
    return f"tokens-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}"


def learn(
    args: argparse.Namespace, lessons: Lessons, bank: TokenBank, exam: tuple[Tensor, Tensor]
) -> None:
    """Steps until the last one or the deadline; each is a function of seed and step alone."""
    deadline = time.monotonic() + args.max_seconds
    blocks = [f"block{block}" for block in args.teacher_blocks]
    with Log(args.out, lessons.step) as log:
        for step in tqdm(range(lessons.step, args.steps), unit="step", mininterval=5):
            if time.monotonic() > deadline:
                break
            rng = np.random.default_rng([args.seed, step])
            losses = lessons.learn(*bank(rng.integers(len(bank), size=args.batch)))
            if lessons.step % args.log_every == 0:
                log.write(lessons.step, "train", {"unexplained": losses.mean().item()})
                shares = lessons.explained(*exam)
                log.write(lessons.step, "heldOut", dict(zip(blocks, shares, strict=True)))
                lessons.save(args.out / CHECKPOINT)
    lessons.save(args.out / CHECKPOINT)


def distill(args: argparse.Namespace) -> dict[str, Any]:
    """Trains, writes ``encoder.safetensors`` and ``distill.json``; returns the latter's content."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    config = Config.named(args.config).at_size(args.size)
    root, size = data_root(args.data), config.input_size
    photos = Library(root, "train")
    teacher = load_teacher(args.teacher, size, args.teacher_blocks).to(args.device)
    student = build_encoder(replace(config.semantic, frozen=False))
    model = Distillation(student, teacher).to(args.device)
    lessons = Lessons(model, args.learning_rate, args.weight_decay, args.steps, args.warm_up)
    if (args.out / CHECKPOINT).exists():
        lessons.load(args.out / CHECKPOINT)
    folder = args.out / bank_name(args, size, photos)
    bank = TokenBank(folder, teacher, Crops(photos, size, args.seed), student.grid, args.crops)
    unseen = Crops(Library(root, "val"), size, args.seed)(range(HELD_OUT_COUNT)).to(args.device)
    exam = unseen, teacher_tokens(teacher, unseen, student.grid)
    learn(args, lessons, bank, exam)
    save_file(student.state_dict(), args.out / "encoder.safetensors")
    about = {
        "semantic": asdict(config.semantic),
        "parameters": sum(p.numel() for p in student.parameters()),
        "teacher": {"name": args.teacher.name, "sha256": file_sha256(args.teacher)},
        "photos": {"count": len(photos), "listSha256": photos.list_sha256},
        "step": lessons.step,
        "options": {name: getattr(args, name) for name in RECORDED},
        "heldOutExplained": lessons.explained(*exam),
        "commit": code_commit(),
    }
    (args.out / "distill.json").write_text(json.dumps(about, indent=1) + "\n")
    return about


if __name__ == "__main__":
    print(json.dumps(distill(arguments()), indent=1))
