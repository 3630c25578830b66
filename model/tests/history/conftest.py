"""What several tests share: photographs, samples of them, a network, a pack of cells."""

import pytest
import torch
from history_pictures import call, random_cells, write_cells, write_edits, write_photographs

from data.photographs import Library
from history.forge.known_pasts import main
from history.forge.pasts import Stock
from history.forge.twins import make_samples
from history.network import HistoryNetwork
from history.training.evidence_pack import Pack

SEEDS = range(48)


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    return write_photographs(tmp_path_factory.mktemp("photos"))


@pytest.fixture(scope="session")
def stock(photos):
    return Stock.of(Library(photos, "train"))


@pytest.fixture(scope="session")
def samples(stock):
    """Of each seed one or two."""
    return [make_samples(stock, seed) for seed in SEEDS]


@pytest.fixture(scope="session")
def written(photos, tmp_path_factory):
    """The first seven seeds as files."""
    out = tmp_path_factory.mktemp("written") / "set"
    call(main, "--data", photos, "--split", "train", "--seeds", 0, 7, "--out", out)
    return out


@pytest.fixture(scope="session")
def edits(tmp_path_factory):
    return write_edits(tmp_path_factory.mktemp("edits"))


@pytest.fixture(scope="session")
def network():
    """Random heads, so that maps are not flat; evidence is centred and spread by known figures."""
    torch.manual_seed(0)
    network = HistoryNetwork()
    network.centre += torch.linspace(0, 1, len(network.centre))
    network.spread *= 2
    return network.eval()


@pytest.fixture(scope="session")
def cells(tmp_path_factory):
    """A pack: two edited pictures and two authentic ones of at most 40 cells a side."""
    shapes = [(40, 30, True), (23, 31, True), (24, 24, False), (12, 40, False)]
    pictures = [random_cells(seed, *shape) for seed, shape in enumerate(shapes)]
    return Pack(write_cells(tmp_path_factory.mktemp("cells") / "pack", pictures))
