from collections import Counter

import numpy as np
import pytest
from trace_parts import textured, two_parts, write_pack

from forge.traces import trace_window
from forge.traces.region_labels import region_labels
from forge.traces.trace_kinds import AUTOENCODER, KINDS, PROCESSINGS, UNTOUCHED
from forge.traces.trace_window import Part, WindowForge, drawn_kinds, processed

SIDE = 96


@pytest.fixture(scope="module")
def source():
    part = two_parts()[0]
    return Part(part.source, part.pixels[:SIDE, :SIDE], part.decoded[:SIDE, :SIDE])


def bands(count):
    """(96, 96): regions 0, 1 ... from top to bottom."""
    return np.repeat(np.arange(SIDE) * count // SIDE, SIDE).reshape(SIDE, SIDE).astype(np.uint8)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_labels_say_what_was_done_to_each_region(source):
    regions = bands(len(KINDS))
    image, labels = processed(source, regions, KINDS, rng())
    for index, kind in enumerate(KINDS):
        inside = regions == index
        assert (labels[inside] == index).all()
        changed = (image[inside] != source.pixels[inside]).any(axis=1).mean()
        assert changed == 0 if kind == UNTOUCHED else changed > 0.05, kind


def test_an_untouched_region_is_bit_equal_whatever_lies_beside_it(source):
    regions = bands(3)
    image, _ = processed(source, regions, ["noise 5-14", UNTOUCHED, "enlarged cubic"], rng())
    np.testing.assert_array_equal(image[regions == 1], source.pixels[regions == 1])


@pytest.mark.parametrize(("low", "high"), [(0.7, 2), (2, 5), (5, 14)])
def test_noise_is_as_strong_as_its_name_says(low, high):
    grey = Part("x", np.full((SIDE, SIDE, 3), 128, np.uint8))
    for seed in range(5):
        image, _ = processed(grey, bands(1), [f"noise {low}-{high}"], rng(seed))
        # Rounding adds a twelfth to the variance.
        assert low * 0.95 < (image.astype(float) - 128).std() < np.hypot(high, 0.3) * 1.05


def test_each_processing_does_what_its_kind_does(source):
    def detail(kind):
        image = processed(source, bands(1), [kind], rng()).image.astype(float)
        return np.abs(np.diff(image, axis=1)).mean()

    plain = detail(UNTOUCHED)
    weaker = [name for name in PROCESSINGS if name.startswith(("blur", "reduced", "enlarged"))]
    assert len(weaker) == 9
    for kind in (*weaker, "median", "bilateral", "camera denoised", "webp", "avif"):
        assert detail(kind) < plain, kind
    for kind in ("sharpened", "noise 5-14"):
        assert detail(kind) > plain, kind
    assert detail("blur 1.6-4") < detail("blur 0.4-0.8")


def test_a_saved_region_is_as_coarse_as_its_name_says(source):
    def error(kind):
        image = processed(source, bands(1), [kind], rng()).image
        return np.abs(image.astype(float) - source.pixels).mean()

    jpeg = [error(name) for name in PROCESSINGS if name.startswith("jpeg")]
    assert jpeg == sorted(jpeg, reverse=True)
    assert len(jpeg) == 4


def test_decoded_pixels_are_the_parts_own(source):
    image, labels = processed(source, bands(2), [UNTOUCHED, AUTOENCODER], rng())
    half = SIDE // 2
    np.testing.assert_array_equal(image[half:], source.decoded[half:])
    assert (labels[half:] == KINDS.index(AUTOENCODER)).all()
    with pytest.raises(ValueError, match=r"one\.jpg: expected a decoded part"):
        processed(source._replace(decoded=None), bands(1), [AUTOENCODER], rng())


def test_kinds_are_drawn_alike_and_the_ground_stays_in_six_of_ten():
    drawn = [drawn_kinds(6, has_decoded=False, rng=rng(seed)) for seed in range(600)]
    ground = Counter(kinds[0] for kinds in drawn)
    assert 0.57 < ground[UNTOUCHED] / 600 < 0.7
    others = Counter(kind for kinds in drawn for kind in kinds[1:])
    assert AUTOENCODER not in others
    assert 0.04 < others[UNTOUCHED] / 3000 < 0.1
    shares = np.array([others[name] for name in PROCESSINGS]) / 3000
    np.testing.assert_allclose(shares, 0.93 / len(PROCESSINGS), atol=0.02)
    again = Counter(k for seed in range(600) for k in drawn_kinds(6, True, rng(seed))[1:])
    assert 0.16 < again[AUTOENCODER] / 3000 < 0.21


def test_regions_are_three_to_eight_and_cover_the_window():
    seen = [region_labels(SIDE, rng(seed)) for seed in range(60)]
    counts = [len(np.unique(labels)) for labels in seen]
    assert (min(counts), max(counts)) == (2, 8)
    assert np.mean(counts) > 4
    assert all(labels.shape == (SIDE, SIDE) and labels.dtype == np.uint8 for labels in seen)


def test_windows_depend_on_their_draw_alone(tmp_path):
    forge = WindowForge(write_pack(tmp_path), SIDE)
    one, two = (forge(rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one.image, two.image)
    np.testing.assert_array_equal(one.labels, two.labels)
    assert one.image.shape == (SIDE, SIDE, 3)
    assert not np.array_equal(one.image, forge(rng(6)).image)


def test_windows_lie_on_the_grid_at_native_pixels(tmp_path, monkeypatch):
    monkeypatch.setattr(trace_window, "_REDUCED_SHARE", 0)
    cut = []
    monkeypatch.setattr(
        trace_window,
        "processed",
        lambda part, *drawn: (cut.append(part), processed(part, *drawn))[1],
    )
    pack = write_pack(tmp_path)
    forge = WindowForge(pack, 64)
    for seed in range(40):
        forge(rng(seed))
    found = {place(pack, part) for part in cut}
    assert {(top % 8, left % 8) for _, top, left in found} == {(0, 0)}
    assert {number for number, _, _ in found} == {0, 1}
    assert len(found) > 10


def place(pack, part):
    """Which part of the pack, and where in it."""
    number = [pack[n].source for n in range(len(pack))].index(part.source)
    whole = pack[number].pixels
    corner = (whole[:-63, :-63] == part.pixels[0, 0]).all(axis=2)
    for top, left in np.argwhere(corner):
        if np.array_equal(whole[top : top + 64, left : left + 64], part.pixels):
            return number, int(top), int(left)
    raise AssertionError("no place has these pixels")


def test_a_picture_is_reduced_before_in_a_third_and_saved_after_in_a_third(tmp_path, monkeypatch):
    pack, reduced, saved = write_pack(tmp_path), [], []
    plain_resample, plain_jpeg = trace_window.resample, trace_window.jpeg
    monkeypatch.setattr(
        trace_window, "resample", lambda *a: (reduced.append(a[1]), plain_resample(*a))[1]
    )
    monkeypatch.setattr(trace_window, "jpeg", lambda *a: (saved.append(a[1]), plain_jpeg(*a))[1])
    forge = WindowForge(pack, 64)
    count = 120
    for seed in range(count):
        assert forge(rng(seed)).image.shape == (64, 64, 3)
    assert 0.24 < len(reduced) / count < 0.42
    assert min(reduced) >= 0.45
    assert max(reduced) <= 0.95
    assert 0.24 < len(saved) / count < 0.42
    assert set(saved) == {(70, 98)}


def test_a_part_too_small_to_be_reduced_stays_as_it_is():
    part = Part("x", textured(0, 100, 100))
    assert trace_window._reduced(part, 97, rng()) is part


def test_a_pack_without_large_parts_is_refused(tmp_path):
    with pytest.raises(ValueError, match="expected parts of 256 px a side, found none"):
        WindowForge(write_pack(tmp_path), 256)
