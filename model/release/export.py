"""Exports a trained network to the ONNX contract, and writes ``manifest.json`` beside it.

    python -m release.export --config compact --checkpoint runs/a/checkpoint.pt --out weights

Input ``image``: uint8 (N, S, S, 3), RGB. Outputs ``probability``: float32 (N, 1, S, S) and
``score``: float32 (N,). S is fixed, N is free; every normalisation is inside the graph.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import onnx
import torch
from safetensors.torch import save_file

from data.pixels import KERNEL
from data.sha256 import sha256_of
from fasa.config import Config
from fasa.model import Fasa
from fasa.pretrained import trained_weights
from release.parity import Served, compare, fixed_inputs, write_parity

OPSET = 18
TOLERANCE = 1e-4
"""Largest |torch - onnxruntime| that an export may show."""
EXTERNAL_DATA_FROM = 1 << 30
"""Bytes of weights from which they go into a file of their own: protobuf ends at 2 GiB."""


UNTRAINED = {
    "thresholds": {"default": 0.5, "decidedBy": "score", "byFpr": {}},
    "trainingData": "none: random weights",
}
"""The manifest's account of a network that saw no data."""


def load_model(config: Config, checkpoint: Path | None, logit_shift: float = 0.0) -> Fasa:
    """The network with the weights of a file (``trained_weights``), or with random ones.

    ``logit_shift`` is added to the logits of the probability: see calibration.py.
    """
    torch.manual_seed(0)
    model = Fasa(config)
    if checkpoint is None:
        randomize_vectors(model)
    else:
        model.load_state_dict(trained_weights(checkpoint))
    model.shift(logit_shift)
    return model.eval()


def randomize_vectors(model: Fasa) -> None:
    """Moves every vector off its start: zero gains would hide whole parts from a comparison."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter += 0.05 * torch.randn_like(parameter)


def write_onnx(model: Fasa, path: Path) -> None:
    """Writes the folded network; ``path`` gains a ``.data`` file when the weights are large."""
    size = model.config.input_size
    sample = torch.zeros(2, size, size, 3, dtype=torch.uint8)
    external = sum(p.numel() * 4 for p in model.parameters()) > EXTERNAL_DATA_FROM
    with torch.no_grad():
        program = torch.onnx.export(
            Served(model.fold()).eval(),
            (sample,),
            dynamo=True,
            opset_version=OPSET,
            input_names=["image"],
            output_names=["probability", "score"],
            dynamic_shapes=({0: torch.export.Dim("n", min=1, max=64)},),
            external_data=external,
        )
    program.save(str(path), external_data=external)


def write_weights(model: Fasa, path: Path) -> None:
    """All weights at half precision, to go on from: folding leaves some out of ONNX."""
    half = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    save_file(half, path)


def manifest(config: Config, path: Path, about: dict[str, Any]) -> dict[str, Any]:
    """What the scanner must know to run the model: see core/contracts/model-manifest.ts."""
    data = path.with_name(f"{path.name}.data")
    files = [path, data] if data.exists() else [path]
    return {
        "manifestVersion": 1,
        "name": config.name,
        "version": config.version,
        "modelFile": path.name,
        "files": {file.name: sha256_of(file) for file in files},
        "inputSize": config.input_size,
        "resizeKernel": KERNEL,
        **about,
    }


def export(
    config: Config,
    checkpoint: Path | None,
    out: Path,
    about: dict[str, Any],
    tolerance: float = TOLERANCE,
    inputs: int = 8,
    logit_shift: float = 0.0,
) -> bool:
    """Writes ``<name>.onnx`` and ``manifest.json`` into ``out``.

    False, and no manifest, when onnxruntime differs from torch by more than ``tolerance`` on
    ``inputs`` fixed pictures.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{config.name}.onnx"
    model = load_model(config, checkpoint, logit_shift)
    started = time.monotonic()
    write_onnx(model, path)
    onnx.checker.check_model(str(path))
    print(f"{path}: exported in {time.monotonic() - started:.0f} s")
    images = fixed_inputs(config.input_size, inputs)
    difference = compare(model, path, images)
    print(f"max |torch - onnxruntime| = {difference:.2e} (bound {tolerance:.0e})")
    if not difference <= tolerance:
        print("the export is not the network: it must not be shipped", file=sys.stderr)
        return False
    write_parity(model, images, out / "parity")
    (out / "manifest.json").write_text(json.dumps(manifest(config, path, about), indent=2) + "\n")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="a name in configs/, or a .toml file")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        help="a run's checkpoint, or weights as .safetensors; default: random ones",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tolerance", type=float, default=TOLERANCE)
    parser.add_argument("--inputs", type=int, default=8, help="fixed inputs to compare on")
    args = parser.parse_args()
    config = Config.named(args.config)
    good = export(config, args.checkpoint, args.out, UNTRAINED, args.tolerance, args.inputs)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
