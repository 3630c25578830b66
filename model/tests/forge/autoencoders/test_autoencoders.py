import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from random_generator import random_taef2, write_generators

from data.photographs import DATA_ENV, Library
from forge.autoencoders import load_generator, taef2, unseen
from forge.autoencoders.train_autoencoder import psnr_db, train

DATA = Path(os.environ.get(DATA_ENV, "/nonexistent"))
with_taef2 = pytest.mark.skipif(
    not taef2.is_present(DATA), reason=f"{DATA_ENV} names no folder with generators"
)


@pytest.fixture
def picture():
    smooth = np.random.default_rng(0).uniform(30, 220, (4, 5, 3)).astype(np.float32)
    return cv2.resize(smooth, (107, 93), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype("uint8")


@pytest.mark.parametrize(
    ("autoencoder", "channels", "factor"), [(random_taef2(), 32, 8), (unseen.load(), 8, 4)]
)
def test_latents_are_a_fraction_of_the_picture(autoencoder, channels, factor, picture):
    latents = autoencoder.encode(picture)
    assert latents.shape == (channels, -(-93 // factor), -(-107 // factor))
    assert latents.dtype == np.float32
    decoded = autoencoder.decode(latents)
    assert decoded.shape == (latents.shape[1] * factor, latents.shape[2] * factor, 3)
    assert decoded.dtype == np.uint8


def test_taef2_is_read_from_its_files(tmp_path, picture):
    original = random_taef2()
    write_generators(tmp_path, original)
    loaded = taef2.load(tmp_path)
    # The files hold float16.
    np.testing.assert_allclose(loaded.encode(picture), original.encode(picture), atol=5e-3)


def test_other_parameters_are_refused_by_name(tmp_path):
    write_generators(tmp_path, random_taef2())
    path = tmp_path / "generators" / "taef2_decoder.npz"
    with np.load(path) as file:
        state = dict(file)
    np.savez(path, **{name: value for name, value in state.items() if name != "7.weight"})
    with pytest.raises(ValueError, match=r"taef2_decoder\.npz: expected the parameters of taef2"):
        taef2.load(tmp_path)


@with_taef2
def test_the_published_taef2_restores_a_picture(picture):
    autoencoder = taef2.load(DATA)
    assert cv2.PSNR(picture, autoencoder.decode(autoencoder.encode(picture))[:93, :107]) > 30


def test_the_held_out_autoencoder_restores_a_picture(picture):
    autoencoder = unseen.load()
    assert cv2.PSNR(picture, autoencoder.decode(autoencoder.encode(picture))[:93, :107]) > 28


@pytest.mark.parametrize("split", ["train", "val"])
def test_the_held_out_generator_is_refused_where_a_model_would_see_it(split, tmp_path):
    with pytest.raises(ValueError, match=f"'unseen' is held out.*received '{split}'"):
        load_generator("unseen", tmp_path, split)


def test_generators_by_name(tmp_path):
    assert load_generator("unseen", tmp_path, "test").name == "unseen"
    assert load_generator("taef2", tmp_path, "train") is None
    write_generators(tmp_path, random_taef2())
    assert load_generator("taef2", tmp_path, "train").name == "taef2"


def test_training_makes_the_round_trip_better(data_folder, tmp_path):
    library = Library(data_folder, "train")
    quality = []
    for steps in (0, 20):
        unseen.save(train(library, steps, seed=0), tmp_path / "weights.safetensors")
        quality.append(psnr_db(unseen.load(tmp_path / "weights.safetensors"), library))
    assert quality[1] > quality[0] + 3
