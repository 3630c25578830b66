"""A model folder whose network tells how grey each pixel is."""

import hashlib
import json

import onnx
from onnx import TensorProto, helper


def save_model(folder, input_name="image", decided_by="score", side=32):
    """``probability`` is the mean of the channels / 255, ``score`` its maximum."""
    nodes = [
        helper.make_node("Cast", [input_name], ["float"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["float", "last"], ["mean"], keepdims=0),
        helper.make_node("Div", ["mean", "white"], ["grey"]),
        helper.make_node("Unsqueeze", ["grey", "channel"], ["probability"]),
        helper.make_node("ReduceMax", ["grey", "space"], ["score"], keepdims=0),
    ]
    constants = {"last": [3], "channel": [1], "space": [1, 2]}
    initializers = [
        helper.make_tensor(name, TensorProto.INT64, [len(axes)], axes)
        for name, axes in constants.items()
    ]
    initializers.append(helper.make_tensor("white", TensorProto.FLOAT, [], [255.0]))
    graph = helper.make_graph(
        nodes,
        "grey",
        [helper.make_tensor_value_info(input_name, TensorProto.UINT8, ["n", side, side, 3])],
        [
            helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["n", 1, side, side]),
            helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n"]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    folder.mkdir(exist_ok=True)
    onnx.save(model, str(folder / "grey.onnx"))
    manifest = {
        "name": "grey",
        "version": "1.2.3",
        "modelFile": "grey.onnx",
        "files": {"grey.onnx": hashlib.sha256((folder / "grey.onnx").read_bytes()).hexdigest()},
        "inputSize": side,
        "resizeKernel": "linear",
        "thresholds": {"default": 0.25, "decidedBy": decided_by, "byFpr": {"0.01": 0.75}},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
