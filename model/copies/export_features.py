"""The features of pixels as ONNX.

    python -m copies.export_features --out weights

Input ``gray`` float32 (1, 1, h, w), brightness 0 to 255, h and w free. Outputs ``features`` float32
(1, h - 12, w - 12, 12) of the pixels whose disc lies within it, and ``fixed`` int16 of the same
shape, eight times that, rounded.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from copies.zernike import MIDDLE_LEVEL, features, moments

MODEL_FILE = "copy-features.onnx"
TOLERANCE = 1e-3
"""Levels: largest |numpy - onnxruntime| that an export may show."""
STEPS_PER_LEVEL = 8
"""Of ``fixed``: rounding changes a feature by less than a pixel's own rounding does."""
_OPSET = 18
_IR_VERSION = 10


def feature_model() -> onnx.ModelProto:
    """One convolution; then magnitudes of those moments that are complex."""
    kernels = [moment.kernel for moment in moments()]
    real = [kernel for kernel in kernels if not np.iscomplex(kernel).any()]
    turned = kernels[len(real) :]
    weights = np.stack(
        [kernel.real for kernel in real]
        + [kernel.real for kernel in turned]
        + [kernel.imag for kernel in turned]
    )[:, None]
    constants = [
        numpy_helper.from_array(weights.astype(np.float32), "kernels"),
        numpy_helper.from_array(np.array([len(real), len(turned), len(turned)]), "parts"),
        numpy_helper.from_array(np.array(MIDDLE_LEVEL, np.float32), "middle_level"),
        numpy_helper.from_array(np.array(STEPS_PER_LEVEL, np.float32), "steps_per_level"),
    ]
    nodes = [
        helper.make_node("Sub", ["gray", "middle_level"], ["centred"]),
        helper.make_node("Conv", ["centred", "kernels"], ["moments"]),
        helper.make_node("Split", ["moments", "parts"], ["signed", "real", "imaginary"], axis=1),
        helper.make_node("Mul", ["real", "real"], ["real_squares"]),
        helper.make_node("Mul", ["imaginary", "imaginary"], ["imaginary_squares"]),
        helper.make_node("Add", ["real_squares", "imaginary_squares"], ["squares"]),
        helper.make_node("Sqrt", ["squares"], ["magnitudes"]),
        helper.make_node("Concat", ["signed", "magnitudes"], ["planes"], axis=1),
        helper.make_node("Transpose", ["planes"], ["features"], perm=[0, 2, 3, 1]),
        helper.make_node("Mul", ["features", "steps_per_level"], ["steps"]),
        helper.make_node("Round", ["steps"], ["whole_steps"]),
        helper.make_node("Cast", ["whole_steps"], ["fixed"], to=TensorProto.INT16),
    ]
    shape = [1, "rows", "columns", len(kernels)]
    graph = helper.make_graph(
        nodes,
        "copy-features",
        [helper.make_tensor_value_info("gray", TensorProto.FLOAT, [1, 1, "h", "w"])],
        [
            helper.make_tensor_value_info("features", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("fixed", TensorProto.INT16, shape),
        ],
        constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def fixed_picture(height: int, width: int) -> NDArray[np.float32]:
    """Shapes, an edge and noise, the same on every machine; whole levels."""
    y, x = np.mgrid[:height, :width].astype(np.float64)
    noise = np.random.default_rng(0).normal(0, 6, (height, width))
    waves = 60 * np.sin(x / 5 + y / 9) + 30 * np.cos(y / 3)
    return np.clip(np.rint(120 + waves + noise + 70 * (x > y)), 0, 255).astype(np.float32)


def difference(model: onnx.ModelProto, gray: NDArray[np.float32]) -> float:
    """Largest |numpy - onnxruntime|, in levels."""
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (found,) = session.run(["features"], {"gray": gray[None, None]})
    return float(np.abs(found[0] - features(gray)).max())


def export(out: Path) -> bool:
    """Writes MODEL_FILE into ``out``; False, and no file, when it is not what numpy says."""
    model = feature_model()
    worst = difference(model, fixed_picture(70, 90))
    print(f"max |numpy - onnxruntime| = {worst:.2e} levels (bound {TOLERANCE:.0e})")
    if not worst <= TOLERANCE:
        print("the export is not what was asked for: it must not be shipped", file=sys.stderr)
        return False
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(model, out / MODEL_FILE)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("weights"))
    return 0 if export(parser.parse_args().out) else 1


if __name__ == "__main__":
    sys.exit(main())
