"""Images as files: the model's size and their own, sources and variants."""

import numpy as np
import pytest
from labelled_files import save, write_folder

from data.labelled import ModelView
from data.readers import read_set
from evaluation.detectors.detector import Detection, Subject
from evaluation.measure import measure
from evaluation.reports.report import evaluate
from evaluation.restore import restore, shrink_mask
from evaluation.thresholds import Thresholds

SIZE = 16


def bright(images):
    """Finds what the folders of these tests hide."""
    maps = np.clip((images.mean(axis=3, dtype=np.float32) - 50) / 150, 0, 1)
    return Detection(maps, maps.max(axis=(1, 2)))


SUBJECT = Subject("bright", bright, ModelView(SIZE), Thresholds("score", 0.6, {"0.05": 0.2}))


def slow_counts(flagged, truth):
    found = wrong = missed = 0
    for said, is_so in zip(flagged.ravel(), truth.ravel(), strict=True):
        found += said and is_so
        wrong += said and not is_so
        missed += is_so and not said
    return 2 * found / (2 * found + wrong + missed)


def test_both_sizes_are_measured(tmp_path):
    labelled = read_set(write_folder(tmp_path, 3, 2))
    measured = measure(SUBJECT, labelled).images
    for image, one in zip(labelled.images[:3], measured, strict=False):
        probability = bright(image.seen(SUBJECT.view).pixels[None]).probability[0]
        truth = image.truth(48, 40)
        small = truth[np.arange(SIZE) * 40 // SIZE][:, np.arange(SIZE) * 48 // SIZE]
        assert one.pixel.f1 == pytest.approx(slow_counts(probability > 0.5, small))
        native = restore(probability, 48, 40)
        assert one.native_pixel.f1 == pytest.approx(slow_counts(native > 0.5, truth))
        assert one.native_pixel.counts.true_positives != one.pixel.counts.true_positives
    for image, one in zip(labelled.images[3:], measured[3:], strict=True):
        probability = bright(image.seen(SUBJECT.view).pixels[None]).probability[0]
        assert one.area == np.mean(probability > 0.5)
        assert one.native_area == np.mean(restore(probability, 48, 40) > 0.5)
        assert one.pixel is one.native_pixel is None


def test_a_region_that_falls_between_the_samples_counts_at_native_size_alone(tmp_path):
    write_folder(tmp_path, 2, 1)
    mask = np.zeros((40, 48), np.uint8)
    mask[1, 1] = 255
    save(tmp_path / "Gt" / "0.png", mask)
    report = evaluate(SUBJECT, read_set(tmp_path))
    assert report["pixel"]["f1"]["count"] == 1
    assert report["nativePixel"]["f1"]["count"] == 2
    assert report["score"]["pixelRecall"]["count"] == 1


def test_a_mask_that_marks_nothing_is_refused(tmp_path):
    write_folder(tmp_path)
    save(tmp_path / "Gt" / "1.png", np.ones((40, 48), np.uint8))
    with pytest.raises(ValueError, match=r"Tp/1\.png: its mask marks nothing; expected 255"):
        measure(SUBJECT, read_set(tmp_path))


def test_authentic_images_are_told_apart_by_variant_and_drawn_by_source(tmp_path):
    about = {}
    for index in range(4):
        variant = "as_is" if index % 2 else "processed"
        about[f"Au/{index}.png"] = {"source": f"{index // 2}.jpg", "variant": variant}
    write_folder(tmp_path, 0, 4, about)
    save(tmp_path / "Au" / "1.png", np.full((40, 48, 3), 250, np.uint8))
    report = evaluate(SUBJECT, read_set(tmp_path))
    assert report["sourceCount"] == 2
    variants = report["byVariant"]
    assert [(name, one["imageCount"]) for name, one in variants.items()] == [
        ("as_is", 2),
        ("processed", 2),
    ]
    assert list(variants["as_is"]["score"]) == ["decision", "0.5", "FPR 0.05"]
    assert variants["as_is"]["score"]["decision"]["value"] == 0.5
    assert variants["processed"]["score"]["decision"]["value"] == 0
    assert variants["as_is"]["falsePositiveArea"]["anyFraction"]["value"] == 0.5
    # One of four is flagged; two draws of two sources make that 0, 1/4 or 1/2.
    rate = report["score"]["falsePositiveRate"]
    assert (rate["value"], rate["low"], rate["high"]) == (0.25, 0, 0.5)
    assert report["pixel"] is report["nativePixel"] is report["score"]["f1"] is None
    assert report["score"]["accuracy"]["value"] == 0.75


def slow_restore(probability, width, height):
    size = len(probability)
    out = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            at_y = min(max((y + 0.5) * size / height - 0.5, 0), size - 1)
            at_x = min(max((x + 0.5) * size / width - 0.5, 0), size - 1)
            top, left = int(at_y), int(at_x)
            below, right = min(top + 1, size - 1), min(left + 1, size - 1)
            dy, dx = at_y - top, at_x - left
            upper = probability[top, left] * (1 - dx) + probability[top, right] * dx
            lower = probability[below, left] * (1 - dx) + probability[below, right] * dx
            out[y, x] = upper * (1 - dy) + lower * dy
    return out


@pytest.mark.parametrize(("width", "height"), [(37, 23), (16, 16), (8, 32), (5, 9)])
def test_a_map_is_restored_bilinearly_at_half_pixel_centres(width, height):
    probability = np.random.default_rng(width).random((SIZE, SIZE), dtype=np.float32)
    restored = restore(probability, width, height)
    np.testing.assert_allclose(restored, slow_restore(probability, width, height), atol=1e-5)


@pytest.mark.parametrize("shape", [(37, 23), (16, 16), (5, 9), (100, 301), (1000, 48)])
def test_a_mask_shrinks_to_its_nearest_pixels(shape):
    mask = np.random.default_rng(shape[0]).integers(0, 2, shape, dtype=np.uint8)
    slow = [
        [mask[y * shape[0] // SIZE, x * shape[1] // SIZE] for x in range(SIZE)] for y in range(SIZE)
    ]
    np.testing.assert_array_equal(shrink_mask(mask, SIZE), slow)
