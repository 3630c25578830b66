"""A released network in a cheaper arithmetic: folded, in half precision, or in 8-bit integers.

    python -m release.cheaper int8 --model weights --data DATA --out runs/int8
    python -m evaluation paired --model weights --model runs/int8 --set FOLDER

The folder that is written holds one network and its manifest, without the other witnesses: it is
there to be judged. What was found: docs/experiments/0040-cheaper-arithmetic.md.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16

from data.json_file import read_json
from data.photographs import Library, data_root
from data.pixels import decode
from data.sha256 import sha256_of

CALIBRATION_PHOTOS = 64
"""Of the training split, spread over it."""


class Photographs(CalibrationDataReader):
    """What the network sees of photographs, one at a time."""

    def __init__(self, library: Library, size: int, count: int) -> None:
        names = library.names[:: max(1, len(library) // count)][:count]
        paths = [library.path(name) for name in names]
        self._inputs: Iterator[np.ndarray] = (decode(path, size).pixels[None] for path in paths)

    def get_next(self) -> dict[str, np.ndarray] | None:
        image = next(self._inputs, None)
        return None if image is None else {"image": image}


def fold(source: Path, out: Path) -> None:
    """What onnxruntime makes of the graph as it loads it, written down: the same values."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(out)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def halve(source: Path, out: Path) -> None:
    """Weights and activations in 16-bit floats, inputs and outputs as they were."""
    model = convert_float_to_float16(onnx.load(str(source)), keep_io_types=True)
    onnx.save(model, str(out))


def quantise(source: Path, out: Path, photographs: CalibrationDataReader, types: list[str]) -> None:
    """8-bit weights a channel and 8-bit activations at nodes of these types, the rest as it was."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(out),
            photographs,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=types,
            per_channel=True,
            weight_type=QuantType.QInt8,
            activation_type=QuantType.QUInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )


def manifest_of(original: dict[str, Any], kind: str, network: Path) -> dict[str, Any]:
    """The original's, for this network alone and under its own name."""
    witnesses = {"history", "copies"}
    kept = {key: value for key, value in original.items() if key not in witnesses}
    return {
        **kept,
        "name": f"{original['name']}-{kind}",
        "modelFile": network.name,
        "files": {network.name: sha256_of(network)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["folded", "fp16", "int8"])
    parser.add_argument("--model", type=Path, default=Path("weights"))
    parser.add_argument("--data", help="data folder (else the environment's FASA_DATA), for int8")
    parser.add_argument("--nodes", nargs="+", default=["Conv", "MatMul"], help="types for int8")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    original = read_json(args.model / "manifest.json")
    source = args.model / original["modelFile"]

    def to_integers(source: Path, out: Path) -> None:
        library = Library(data_root(args.data), "train")
        photographs = Photographs(library, original["inputSize"], CALIBRATION_PHOTOS)
        quantise(source, out, photographs, args.nodes)

    ways: dict[str, Callable[[Path, Path], None]] = {
        "folded": fold,
        "fp16": halve,
        "int8": to_integers,
    }
    args.out.mkdir(parents=True, exist_ok=True)
    network = args.out / f"{original['name']}-{args.kind}.onnx"
    ways[args.kind](source, network)
    manifest = manifest_of(original, args.kind, network)
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{network}: {network.stat().st_size / 1e6:.1f} MB of {source.stat().st_size / 1e6:.1f}")


if __name__ == "__main__":
    main()
