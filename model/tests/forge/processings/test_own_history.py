import numpy as np
import pytest

from forge.processings.camera import photographed
from forge.processings.own_history import own_history


def test_a_camera_keeps_the_picture(picture):
    for seed in range(12):
        taken = photographed(picture, np.random.default_rng(seed))
        assert taken.shape == picture.shape
        assert taken.dtype == np.uint8
        # In each channel: swapped ones would move by far more.
        means = np.abs(taken.mean(axis=(0, 1)) - picture.mean(axis=(0, 1)))
        assert (means < 6).all()
        assert np.corrcoef(taken[..., 0].ravel(), picture[..., 0].ravel())[0, 1] > 0.8


def test_a_camera_leaves_noise_and_the_traces_of_its_mosaic(monkeypatch):
    """As it would hand them to its JPEG encoder."""
    monkeypatch.setattr("forge.processings.camera.jpeg", lambda pixels, quality, rng: pixels)
    flat = np.full((128, 128, 3), 128, np.uint8)
    noise, unequal = [], []
    for seed in range(24):
        green = photographed(flat, np.random.default_rng(seed))[..., 1].astype(float)
        noise.append(green.std())
        # Sites where green was measured keep the noise that interpolation smooths elsewhere.
        detail = np.abs(green - (np.roll(green, 1, axis=1) + np.roll(green, -1, axis=1)) / 2)
        phases = [detail[row::2, column::2].mean() for row in (0, 1) for column in (0, 1)]
        unequal.append(max(phases) / max(1e-6, min(phases)))
    assert np.median(noise) > 0.5
    # Noise alone, without a mosaic, gives 1.03.
    assert np.median(unequal) > 1.1


def test_two_cameras_differ_and_one_seed_is_one_camera(picture):
    one, again, other = (photographed(picture, np.random.default_rng(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).mean() > 0.3


def test_histories_have_their_shares(picture, monkeypatch):
    monkeypatch.setattr("forge.processings.own_history.photographed", lambda pixels, rng: "camera")
    monkeypatch.setattr("forge.processings.own_history.jpeg", lambda pixels, quality, rng: "jpeg")
    drawn = [own_history(picture, np.random.default_rng(seed), 0.2) for seed in range(2000)]
    kinds = [entry if isinstance(entry, str) else "as the file holds it" for entry in drawn]
    assert kinds.count("camera") / 2000 == pytest.approx(0.3, abs=0.035)
    assert kinds.count("jpeg") / 2000 == pytest.approx(0.2, abs=0.035)


@pytest.fixture
def picture(library):
    return library.photo(library.names[0]).pixels
