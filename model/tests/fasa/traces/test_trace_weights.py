import pytest
import torch
from safetensors.torch import save_file

from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import load_traces, write_traces

CLASSES = ("untouched", "noise", "blur")


@pytest.fixture
def written(tmp_path):
    torch.manual_seed(0)
    network = TraceNetwork(3)
    write_traces(network, CLASSES, tmp_path / "t.safetensors")
    return network, tmp_path / "t.safetensors"


def test_weights_survive_their_file(written):
    network, path = written
    torch.manual_seed(1)
    read = TraceNetwork(3)
    assert load_traces(read, CLASSES, path) == []
    for name, value in network.state_dict().items():
        expected = value.half().to(value.dtype) if value.ndim > 1 else value
        assert torch.equal(read.state_dict()[name], expected), name


def test_a_head_keeps_what_it_knows_whatever_the_order(written):
    network, path = written
    torch.manual_seed(1)
    read = TraceNetwork(4)
    fresh = read.head.weight.detach().clone()
    assert load_traces(read, ("blur", "webp", "untouched", "noise"), path) == ["webp"]
    kept = network.head.weight.detach().half().float()
    assert torch.equal(read.head.weight[[2, 3, 0]], kept)
    assert torch.equal(read.head.weight[1], fresh[1])
    assert torch.equal(read.head.bias[[2, 3, 0]], network.head.bias)


def test_weights_of_another_network_are_refused(tmp_path):
    save_file({"head.weight": torch.zeros(3, 8, 3, 3)}, tmp_path / "o.safetensors")
    with pytest.raises(ValueError, match=r"o\.safetensors: expected the weights of a trace"):
        load_traces(TraceNetwork(3), CLASSES, tmp_path / "o.safetensors")
