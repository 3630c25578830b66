import numpy as np
import pytest
import torch

from history.network import (
    PLANE_COUNT,
    HistoryNetwork,
    attended,
    box_mean,
    doubled,
    halved,
    moments,
    peaks,
    windowed,
)
from history.planes import FIGURES, PLANES


def drawn(rows, columns, count=1, seed=0):
    generator = torch.Generator().manual_seed(seed)
    evidence = torch.randn(count, PLANE_COUNT, rows, columns, generator=generator).abs()
    return evidence, torch.randn(count, FIGURES, generator=generator)


def said(network, evidence, figures, valid=None, whole=None):
    valid = torch.ones_like(evidence[:, :1]) if valid is None else valid
    whole = network.statistics(evidence) if whole is None else whole
    with torch.no_grad():
        return network(evidence, valid, figures, whole)


def padded(x, rows, columns, value=0.0):
    down, right = rows - x.shape[2], columns - x.shape[3]
    return torch.nn.functional.pad(x, (0, right, 0, down), value=value)


@pytest.mark.parametrize("shape", [(5, 7), (4, 4), (8, 16), (33, 18)])
def test_any_size_gives_maps_of_its_own(network, shape):
    seen = said(network, *drawn(*shape, count=2))
    assert seen.edited.shape == seen.shows.shape == (2, 1, *shape)
    assert seen.picture.shape == (2,)
    assert all(torch.isfinite(part).all() for part in seen)
    assert seen.edited.std() > 0.01


def test_the_network_is_small():
    count = sum(parameter.numel() for parameter in HistoryNetwork().parameters())
    assert count == pytest.approx(0.99e6, rel=0.01)


def test_pictures_of_a_batch_do_not_mix(network):
    evidence, figures = drawn(9, 11, count=3)
    together = said(network, evidence, figures)
    alone = said(network, evidence[1:2], figures[1:2])
    torch.testing.assert_close(together.edited[1:2], alone.edited, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(together.picture[1:2], alone.picture, rtol=1e-4, atol=1e-5)


def test_statistics_are_mean_and_deviation_of_standardised_planes(network):
    evidence, _ = drawn(6, 9)
    evidence[0, 3, 2, 2] = 1e4
    planes = (evidence[0].numpy() - network.centre.numpy()[:, None, None]) / 2
    planes = np.clip(planes, -6, 6).reshape(len(PLANES), -1)
    expected = np.concatenate([planes.mean(1), planes.std(1)])
    np.testing.assert_allclose(network.statistics(evidence)[0], expected, atol=1e-5)


def test_what_lies_beyond_the_picture_does_not_matter(network):
    evidence, figures = drawn(9, 13)
    whole = network.statistics(evidence)
    valid = padded(torch.ones(1, 1, 9, 13), 16, 24)
    clean = said(network, padded(evidence, 16, 24), figures, valid, whole)
    dirty = said(network, padded(evidence, 16, 24, value=37.0), figures, valid, whole)
    inside = valid.bool()
    torch.testing.assert_close(clean.edited[inside], dirty.edited[inside])
    torch.testing.assert_close(clean.shows[inside], dirty.shows[inside])
    torch.testing.assert_close(clean.picture, dirty.picture)


def test_padding_leaves_most_of_what_is_said(network):
    # Norms see the padding and convolutions the bias behind the border: it is not nothing, least
    # of all to random weights.
    evidence, figures = drawn(30, 28)
    whole = network.statistics(evidence)
    valid = padded(torch.ones(1, 1, 30, 28), 32, 32)
    bare = said(network, evidence, figures).edited
    wide = said(network, padded(evidence, 32, 32), figures, valid, whole).edited[:, :, :30, :28]
    inner = (..., slice(0, 20), slice(0, 18))
    pair = torch.stack([bare[inner].flatten(), wide[inner].flatten()])
    assert torch.corrcoef(pair)[0, 1] > 0.75


def test_windows_count_the_cells_that_are_there():
    evidence, _ = drawn(9, 13)
    valid = torch.ones(1, 1, 9, 13)
    wide = windowed(padded(evidence, 20, 20, value=9.0), padded(valid, 20, 20))
    torch.testing.assert_close(wide[:, :, :9, :13], windowed(evidence, valid))


def test_a_uniform_picture_has_uniform_windows():
    found = windowed(torch.full((1, PLANE_COUNT, 12, 17), 1.5), torch.ones(1, 1, 12, 17))
    assert found.shape == (1, 20, 12, 17)
    torch.testing.assert_close(found, found[:, :, :1, :1].expand_as(found))


def test_halves_are_means_of_the_valid_ones():
    x = torch.arange(15.0).reshape(1, 1, 3, 5)
    valid = torch.ones(1, 1, 3, 5)
    mean, mask = halved(x, valid)
    assert mean[0, 0].tolist() == [[3, 5, 6.5], [10.5, 12.5, 14]]
    assert mask.min() == 1
    valid[0, 0, :2, 4] = 0
    valid[0, 0, 0, 0] = 0
    mean, mask = halved(x, valid)
    assert mean[0, 0, 0].tolist() == pytest.approx([4, 5, 0])
    assert mask[0, 0].tolist() == [[1, 1, 0], [1, 1, 1]]


def test_halves_of_a_padded_picture_are_those_of_the_bare_one():
    x, valid = torch.randn(2, 3, 7, 9), torch.ones(2, 1, 7, 9)
    bare, _ = halved(x, valid)
    wide, mask = halved(padded(x, 16, 16, value=5.0), padded(valid, 16, 16))
    torch.testing.assert_close(wide[:, :, :4, :5], bare)
    assert mask.sum() == 2 * 20


def test_what_was_halved_doubles_to_the_old_size():
    x = torch.tensor([[[[1.0, 2, 3], [4, 5, 6]]]])
    found = doubled(x, torch.zeros(1, 1, 3, 5))
    assert found[0, 0].tolist() == [[1, 1, 2, 2, 3], [1, 1, 2, 2, 3], [4, 4, 5, 5, 6]]


def test_summaries_leave_out_what_is_not_there():
    x, weight = torch.randn(2, 4, 3, 5), torch.ones(2, 1, 3, 5)
    wide, mask = padded(x, 6, 8, value=50.0), padded(weight, 6, 8)
    for found, expected in zip(moments(wide, mask), moments(x, weight), strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(moments(x, weight)[0], x.mean((2, 3)))
    torch.testing.assert_close(moments(x, weight)[1], x.std((2, 3), correction=0))
    logits = torch.randn(2, 1, 3, 5)
    found = attended(wide, padded(logits, 6, 8, value=9.0), mask)
    torch.testing.assert_close(found, attended(x, logits, weight))


def test_peaks_rise_with_what_is_edited():
    edited, valid = torch.full((1, 1, 20, 20), -9.0), torch.ones(1, 1, 20, 20)
    before = peaks(edited, valid)[0]
    edited[0, 0, 8:13, 8:13] = 7
    after = peaks(edited, valid)[0]
    assert after[:2].tolist() == [7, 7]
    assert after[3] == pytest.approx(8 * 25 / 400 - 4, abs=0.05)
    edited[0, 0, 8:13, 8:13] = -9
    edited[0, 0, 15:, 15:] = 7
    valid[0, 0, 15:, 15:] = 0
    assert (peaks(edited, valid)[0] <= before + 1e-5).all()


def test_a_box_has_zeros_beyond_the_border():
    found = box_mean(torch.ones(1, 1, 4, 6), 3)[0, 0]
    assert found[1, 1] == pytest.approx(1)
    assert found[0, 2] == pytest.approx(6 / 9)
    assert found[0, 0] == pytest.approx(4 / 9)


def test_what_shows_sends_nothing_into_the_trunk():
    network = HistoryNetwork()
    evidence, figures = drawn(6, 8)
    valid = torch.ones(1, 1, 6, 8)
    network(evidence, valid, figures, network.statistics(evidence)).shows.sum().backward()
    taught = {name for name, one in network.named_parameters() if one.grad is not None}
    assert taught == {f"shows.{layer}.{part}" for layer in (0, 2) for part in ("weight", "bias")}


def test_an_untrained_network_finds_few_edits():
    torch.manual_seed(0)
    seen = said(HistoryNetwork().eval(), *drawn(12, 12))
    assert seen.edited.mean() < -1
