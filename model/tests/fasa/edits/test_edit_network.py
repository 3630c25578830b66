import pytest
import torch

from fasa.edits.edit_network import EditNetwork, statistics_over_tiles
from fasa.edits.edit_weights import load_edits, write_edits
from fasa.traces import dense_trunk
from fasa.traces.relative_head import PictureStatistics
from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import write_traces


@pytest.fixture(autouse=True)
def small(monkeypatch):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    monkeypatch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))


def test_statistics_over_tiles_are_those_of_the_whole():
    whole = torch.randn(2, 5, 8, 12)
    # Of the first picture six tiles, of the second four, in mixed order.
    first = [whole[:1, :, top : top + 4, left : left + 4] for top in (0, 4) for left in (0, 4, 8)]
    second = [whole[1:, :, top : top + 4, left : left + 4] for top in (0, 4) for left in (0, 4)]
    tiles = torch.cat([first[0], second[0], *first[1:], *second[1:]])
    picture = torch.tensor([0, 1, *[0] * 5, *[1] * 3])
    found = statistics_over_tiles(tiles, picture)
    of_first = PictureStatistics.of(whole[:1])
    of_second = PictureStatistics.of(whole[1:, :, :, :8])
    for part in range(2):
        assert found[part].shape == (10, 5, 1, 1)
        for index, number in enumerate(picture):
            expected = (of_first, of_second)[number][part][0]
            torch.testing.assert_close(found[part][index], expected)


def test_a_tile_is_judged_by_its_picture():
    network = EditNetwork().eval()
    tiles = torch.randint(0, 256, (3, 3, 64, 64)).float()
    with torch.inference_mode():
        together = network(tiles, torch.tensor([0, 0, 1]))
        apart = network(tiles, torch.tensor([0, 1, 2]))
    assert together.shape == (3, 1, 16, 16)
    assert not torch.allclose(together[0], apart[0])
    torch.testing.assert_close(together[2], apart[2])


def test_weights_survive_their_file(tmp_path):
    network, read = EditNetwork(), EditNetwork()
    write_edits(network, tmp_path / "edits.safetensors")
    assert load_edits(read, tmp_path / "edits.safetensors")
    for name, value in network.state_dict().items():
        torch.testing.assert_close(read.state_dict()[name], value, rtol=1e-3, atol=1e-4)


def test_a_trace_network_gives_all_but_its_head(tmp_path):
    traces, network = TraceNetwork(3), EditNetwork()
    head = network.head.out.weight.clone()
    write_traces(traces, ["a", "b", "c"], tmp_path / "traces.safetensors")
    assert not load_edits(network, tmp_path / "traces.safetensors")
    torch.testing.assert_close(network.head.out.weight, head)
    for name, value in traces.features.state_dict().items():
        torch.testing.assert_close(network.features.state_dict()[name], value, rtol=1e-3, atol=1e-4)


def test_another_network_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(dense_trunk, "WIDTHS", (8, 8, 8, 8, 8))
    write_edits(EditNetwork(), tmp_path / "wide.safetensors")
    monkeypatch.setattr(dense_trunk, "WIDTHS", (4, 8, 8, 8, 8))
    with pytest.raises(ValueError, match=r"wide\.safetensors: expected the weights of an edit"):
        load_edits(EditNetwork(), tmp_path / "wide.safetensors")
