"""An edit network as two ONNX graphs, so that each tile is judged by its whole picture.

``tile-features.onnx``: ``tiles`` uint8 (N, H, W, 3), RGB, H and W multiples of 32 -> ``features``
float32 (N, 64, H / 4, W / 4). ``tile-decision.onnx``: ``features`` float32 (N, 64, h, w), ``mean``
and ``variance`` float32 (64,) of each feature over all places of all tiles of the picture
-> ``probability`` float32 (N, h, w). N and the sides are free.
"""

import copy
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from data.pixels import Pixels
from evaluation.detectors.onnx_tiles import DECISION_FILE, FEATURES_FILE, OnnxTiles
from fasa.edits.edit_network import EditNetwork
from fasa.edits.tile_network import TileNetwork, TorchTiles
from fasa.edits.tiled import statistics
from fasa.traces.relative_head import PictureStatistics
from fasa.traces.trace_network import FEATURES
from release.export import OPSET
from release.parity import fixed_inputs

_SHAPES = ((2, 128, 128), (3, 256, 320), (1, 96, 512))
"""Of fixed tiles, (N, H, W)."""
_MOST_TILES, _LARGEST_SIDE_PX = 256, 4096


class _ServedFeatures(nn.Module):
    def __init__(self, network: EditNetwork) -> None:
        super().__init__()
        self.features = network.features

    def forward(self, tiles: Tensor) -> Tensor:
        return self.features(tiles.permute(0, 3, 1, 2).float())


class _ServedDecision(nn.Module):
    def __init__(self, network: EditNetwork) -> None:
        super().__init__()
        self.head = network.head

    def forward(self, features: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
        columns = (one[None, :, None, None] for one in (mean, variance))
        return self.head(features, PictureStatistics.from_variance(*columns))[:, 0].sigmoid()


def write_graphs(network: EditNetwork, out: Path) -> None:
    """``as_served``, in float32; ``network`` is in evaluation mode and stays as it is."""
    folded = as_served(network)
    count = torch.export.Dim("n", min=1, max=_MOST_TILES)
    high, wide = (torch.export.Dim(name, min=1, max=_LARGEST_SIDE_PX // 32) for name in "hw")
    _write(
        _ServedFeatures(folded),
        (torch.zeros(3, 96, 160, 3, dtype=torch.uint8),),
        {"tiles": {0: count, 1: 32 * high, 2: 32 * wide}},
        "features",
        out / FEATURES_FILE,
    )
    rows, columns = (torch.export.Dim(name, min=1, max=_LARGEST_SIDE_PX // 4) for name in "hw")
    _write(
        _ServedDecision(folded),
        (torch.zeros(3, FEATURES, 24, 40), torch.zeros(FEATURES), torch.ones(FEATURES)),
        {"features": {0: count, 2: rows, 3: columns}, "mean": {}, "variance": {}},
        "probability",
        out / DECISION_FILE,
    )


def as_served(network: EditNetwork) -> EditNetwork:
    """Folded, its matrices rounded to what half precision holds: a file of them packs well."""
    served = fold_norms(copy.deepcopy(network))
    with torch.no_grad():
        for parameter in served.parameters():
            if parameter.ndim > 1:
                parameter.copy_(parameter.half().float())
    return served


def fold_norms(network: EditNetwork) -> EditNetwork:
    """Every batch norm into the convolution before it, in place: the exporter leaves some."""
    for sequence in [part for part in network.modules() if isinstance(part, nn.Sequential)]:
        for index, norm in enumerate(sequence):
            if isinstance(norm, nn.BatchNorm2d):
                sequence[index - 1] = fuse_conv_bn_eval(sequence[index - 1], norm)
                sequence[index] = nn.Identity()
    return network


def difference(network: EditNetwork, out: Path) -> float:
    """Largest |torch - onnxruntime| of features and of probabilities, on fixed tiles."""
    ours, theirs = TorchTiles(network), OnnxTiles(out)
    return float(np.max([_differences(ours, theirs, tiles) for tiles in fixed_tiles()]))


def fixed_tiles() -> Iterator[Pixels]:
    """(N, H, W, 3) of each shape: noise, blocks and gradients."""
    size = max(max(shape[1:]) for shape in _SHAPES)
    pictures = fixed_inputs(size, 8)[[7, 6, 5]]
    for count, height, width in _SHAPES:
        yield np.ascontiguousarray(pictures[:count, :height, :width])


def _differences(ours: TileNetwork, theirs: TileNetwork, tiles: Pixels) -> list[float]:
    """A NaN stays one, and is no agreement."""
    expected, found = ours.features(tiles), theirs.features(tiles)
    wanted = ours.decide(expected, *statistics(expected))
    said = theirs.decide(found, *statistics(found))
    return [float(np.abs(one - other).max()) for one, other in ((expected, found), (wanted, said))]


def _write(
    part: nn.Module, sample: tuple[Tensor, ...], shapes: dict[str, dict], name: str, path: Path
) -> None:
    with torch.no_grad():
        program = torch.onnx.export(
            part.eval(),
            sample,
            dynamo=True,
            opset_version=OPSET,
            input_names=list(shapes),
            output_names=[name],
            dynamic_shapes=shapes,
            external_data=False,
        )
    program.save(str(path), external_data=False)
    onnx.checker.check_model(str(path))
