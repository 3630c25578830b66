"""The decision of the history witness as ONNX.

    python -m history.release.export_history --weights W.safetensors --out FOLDER

Input ``evidence`` float32 (1, 24, h, w), h and w free, and ``figures`` float32 (1, 13); outputs
``probability`` and ``confidence`` float32 (1, 1, h, w), ``score`` float32 (1,). Everything that is
done to the evidence is inside the graph.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from history.network import PLANE_COUNT, HistoryNetwork
from history.peak import peak
from history.planes import FIGURES
from history.weights import read_weights

MODEL_FILE = "fasa-history.onnx"
TOLERANCE = 1e-4
"""Largest |torch - onnxruntime| that an export may show."""
_OPSET = 18
_LARGEST_SIDE = 8192
_SHAPES = ((5, 7), (16, 16), (63, 90), (120, 33))


class Served(nn.Module):
    """The network behind the contract: one whole picture, nothing outside it."""

    def __init__(self, network: HistoryNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, evidence: Tensor, figures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        valid = torch.ones_like(evidence[:, :1])
        whole = self.network.statistics(evidence)
        seen = self.network(evidence, valid, figures, whole)
        probability = seen.edited.sigmoid()
        return probability, seen.shows.sigmoid(), peak(probability)


def write_onnx(network: HistoryNetwork, path: Path) -> None:
    rows, columns = (torch.export.Dim(name, min=4, max=_LARGEST_SIDE) for name in ("h", "w"))
    with torch.no_grad():
        program = torch.onnx.export(
            Served(network).eval(),
            (torch.zeros(1, PLANE_COUNT, 37, 45), torch.zeros(1, FIGURES)),
            dynamo=True,
            opset_version=_OPSET,
            input_names=["evidence", "figures"],
            output_names=["probability", "confidence", "score"],
            dynamic_shapes=({2: rows, 3: columns}, {}),
            external_data=False,
        )
    program.save(str(path), external_data=False)
    onnx.checker.check_model(str(path))


def difference(network: HistoryNetwork, path: Path) -> float:
    """Largest |torch - onnxruntime| over all outputs and several shapes."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    served, worst, rng = Served(network).eval(), 0.0, np.random.default_rng(0)
    for shape in _SHAPES:
        evidence = np.abs(rng.normal(0, 2, (1, PLANE_COUNT, *shape))).astype(np.float32)
        figures = rng.normal(0, 1, (1, FIGURES)).astype(np.float32)
        with torch.no_grad():
            expected = served(torch.from_numpy(evidence), torch.from_numpy(figures))
        found = session.run(None, {"evidence": evidence, "figures": figures})
        for ours, theirs in zip(expected, found, strict=True):
            # np.maximum keeps a NaN, which is no agreement.
            worst = np.maximum(worst, np.abs(ours.numpy() - theirs).max())
    return float(worst)


def export(network: HistoryNetwork, out: Path) -> bool:
    """False when onnxruntime differs from torch by more than TOLERANCE."""
    path = out / MODEL_FILE
    write_onnx(network, path)
    gap = difference(network, path)
    print(f"{path}: max |torch - onnxruntime| = {gap:.2e} (bound {TOLERANCE:.0e})")
    return gap <= TOLERANCE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if export(read_weights(args.weights), args.out):
        return 0
    print("the export is not the network: it must not be shipped", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
