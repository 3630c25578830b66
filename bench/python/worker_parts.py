"""What the Python workers share: one way of an image, in steps, and the rounds of a contender.

Each does what a hundred lines of one's own would: decode, resize, run the network, restore the map
to the image's size, write mask, boxes and scores through a temporary file, synced and renamed.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from PIL import Image

cv2.setNumThreads(1)

MANIPULATED = 128
FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]


@dataclass(frozen=True)
class Task:
    """What bench/suite/contender-messages.ts describes."""

    folder: Path
    files: list[str]
    out: Path
    model: Path
    threads: int
    max_batch: int


@dataclass(frozen=True)
class Decoded:
    """An image on its way: pixels for the network, and the size that its mask will have."""

    name: str
    width: int
    height: int
    rgb: np.ndarray


def read_task() -> Task:
    given = json.loads(sys.argv[1])
    return Task(
        Path(given["folder"]),
        given["files"],
        Path(given["outDir"]),
        Path(given["model"]),
        given["threads"],
        given["maxBatch"],
    )


def open_session(task: Task, threads: int) -> tuple[onnxruntime.InferenceSession, int]:
    """The network of the manifest, and the side of what it looks at."""
    manifest = json.loads((task.model / "manifest.json").read_text())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = str(task.model / manifest["modelFile"])
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session, manifest["inputSize"]


def decode_pillow(task: Task, name: str, side: int) -> Decoded:
    with Image.open(task.folder / name) as image:
        rgb = image.convert("RGB")
        small = rgb.resize((side, side), Image.Resampling.LANCZOS)
        return Decoded(name, rgb.width, rgb.height, np.asarray(small))


def decode_opencv(task: Task, name: str, side: int) -> Decoded:
    bgr = cv2.imread(str(task.folder / name), cv2.IMREAD_COLOR)
    height, width = bgr.shape[:2]
    small = cv2.resize(bgr, (side, side), interpolation=cv2.INTER_AREA)
    return Decoded(name, width, height, cv2.cvtColor(small, cv2.COLOR_BGR2RGB))


def run(session: onnxruntime.InferenceSession, images: list[Decoded]) -> list[np.ndarray]:
    """The map of each, side by side."""
    batch = np.stack([image.rgb for image in images])
    probability, _ = session.run(["probability", "score"], {"image": batch})
    return list(probability[:, 0])


def finish(task: Task, image: Decoded, probability: np.ndarray) -> None:
    """Mask, boxes and scores on the disk."""
    size = (image.width, image.height)
    small = np.ceil(255 * probability - 0.5).clip(0, 255).astype(np.uint8)
    mask = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    above = (mask >= MANIPULATED).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(above, connectivity=8)
    top = np.partition(probability.ravel(), -263)[-263:]
    verdict = {
        "file": image.name,
        "score": float(top.max()),
        "robustScore": float(top.mean()),
        "manipulatedFraction": float(above.mean()),
        "regions": [[int(value) for value in row] for row in stats[1:101]],
    }
    _, png = cv2.imencode(".png", mask, FAST)
    write_durably(task.out / f"{image.name}.mask.png", png.tobytes())
    write_durably(task.out / f"{image.name}.json", json.dumps(verdict).encode())


def write_durably(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)


def serve_rounds(round_of_files: Callable[[], Any]) -> None:
    """Says that it is ready and answers each line on stdin with what a round took."""
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        cpu, started = time.process_time(), time.perf_counter()
        round_of_files()
        report = {
            "seconds": time.perf_counter() - started,
            "cpuSeconds": time.process_time() - cpu,
            "peakMib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(report), flush=True)
