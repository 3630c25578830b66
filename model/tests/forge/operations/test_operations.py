import cv2
import numpy as np
import pytest
from random_generator import random_taef2

from data.photographs import Photo
from forge.autoencoders import unseen
from forge.compose import MAX_FEATHER_PX
from forge.masks import area_allowed
from forge.operations import available_operations
from forge.operations.copy_move import apply as copy_move
from forge.operations.splice import apply as splice

FEATHER = np.ones((2 * MAX_FEATHER_PX + 1,) * 2, np.uint8)

OPERATIONS = available_operations(random_taef2())
every_operation = pytest.mark.parametrize(
    "apply", [apply for apply, _ in OPERATIONS.values()], ids=list(OPERATIONS)
)


@every_operation
@pytest.mark.parametrize("seed", range(8))
def test_only_the_mask_and_its_feathered_edge_change(apply, seed, library):
    rng = np.random.default_rng(seed)
    base = library.pick(rng)
    before = base.pixels.copy()
    image, mask = apply(base, rng, library)
    assert image.shape == base.pixels.shape
    assert image.dtype == mask.dtype == np.uint8
    assert set(np.unique(mask)) == {0, 1}
    np.testing.assert_array_equal(base.pixels, before)
    changed = (image != before).any(axis=2)
    assert not changed[cv2.dilate(mask, FEATHER) == 0].any()
    assert changed[mask == 1].mean() > 0.5


@every_operation
def test_masks_keep_the_area_limits(apply, library):
    allowed = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        allowed.append(area_allowed(apply(library.pick(rng), rng, library)[1]))
    # Recompression may lose the strip above its grid; the sample then draws again.
    assert np.mean(allowed) > 0.85


@every_operation
def test_the_same_seed_gives_the_same_bytes(apply, library):
    once, again = (
        apply(library.photo(library.names[0]), np.random.default_rng(5), library) for _ in range(2)
    )
    np.testing.assert_array_equal(once[0], again[0])
    np.testing.assert_array_equal(once[1], again[1])


def test_a_splice_takes_another_photo(library):
    black = Photo(library.names[0], np.zeros((200, 280, 3), np.uint8))
    for seed in range(10):
        image, mask = splice(black, np.random.default_rng(seed), library)
        inner = cv2.erode(mask, FEATHER) == 1
        assert image[inner].mean() > 20


def test_a_copy_shows_its_source_a_second_time():
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (160, 260, 3), dtype=np.uint8)
    found = 0
    for seed in range(12):
        image, mask = copy_move(Photo("grain", pixels), np.random.default_rng(seed), None)
        x, y, width, height = cv2.boundingRect(cv2.erode(mask, FEATHER))
        if min(width, height) < 9:
            continue
        top, left = y + height // 2 - 3, x + width // 2 - 3
        patch = image[top : top + 7, left : left + 7]
        found += cv2.matchTemplate(pixels, patch, cv2.TM_SQDIFF).min() < 1
    # Unscaled, unturned copies reappear to the pixel; the others are resampled.
    assert 1 <= found < 12


def test_a_resynthesised_region_keeps_its_picture_and_an_exact_edge(library):
    """The held-out autoencoder decodes what it was given: alike in the mask, equal around it."""
    apply, _ = available_operations(unseen.load())["resynthesis"]
    for seed in range(6):
        rng = np.random.default_rng(seed)
        base = library.pick(rng)
        image, mask = apply(base, rng, library)
        np.testing.assert_array_equal(image[mask == 0], base.pixels[mask == 0])
        small = [cv2.resize(pixels, (35, 25), interpolation=cv2.INTER_AREA) for pixels in
                 (image, base.pixels)]  # fmt: skip
        assert cv2.PSNR(*small) > 18
