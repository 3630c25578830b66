"""A detector out of an exported model folder."""

from pathlib import Path
from typing import Any

import onnxruntime

from data.json_file import read_json
from data.labelled import ModelView
from data.sha256 import sha256_of
from evaluation.detectors.detector import Detection, Pictures, Subject
from evaluation.thresholds import Thresholds

_INPUT = "image"
_OUTPUTS = ["probability", "score"]


class OnnxDetector:
    """Runs the ``.onnx`` that ``manifest.json`` names, on the CPU."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Raises FileNotFoundError or ValueError when the folder does not hold what it claims."""
        self.manifest: dict[str, Any] = read_json(folder / "manifest.json")
        self.input_size = int(self.manifest["inputSize"])
        for name, expected in self.manifest["files"].items():
            _require_sha256(folder / name, expected)
        model = folder / self.manifest["modelFile"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        inputs = [node.name for node in self._session.get_inputs()]
        outputs = [node.name for node in self._session.get_outputs()]
        if inputs != [_INPUT] or not set(_OUTPUTS) <= set(outputs):
            raise ValueError(
                f"{model}: expected input {_INPUT!r} and outputs {_OUTPUTS}, "
                f"received {inputs} and {outputs}"
            )

    @property
    def subject(self) -> Subject:
        """Itself under the name and the thresholds that its manifest states."""
        return Subject(
            f"{self.manifest['name']} {self.manifest['version']}",
            self,
            ModelView(self.input_size, self.manifest["resizeKernel"]),
            Thresholds.of_manifest(self.manifest["thresholds"]),
        )

    def __call__(self, images: Pictures) -> Detection:
        """Raises ValueError for pictures of another size than the model's."""
        expected = (self.input_size, self.input_size, 3)
        if images.shape[1:] != expected:
            raise ValueError(f"the model takes pictures of {expected}, received {images.shape[1:]}")
        probability, score = self._session.run(_OUTPUTS, {_INPUT: images})
        return Detection(probability[:, 0], score)


def _require_sha256(path: Path, expected: str) -> None:
    found = sha256_of(path)
    if found != expected:
        raise ValueError(f"{path}: expected sha256 {expected}, received {found}")
