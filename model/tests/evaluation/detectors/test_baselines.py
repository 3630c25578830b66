import cv2
import numpy as np

from evaluation.detectors.baselines import all_zero, baselines, error_level_analysis, uniform_random
from evaluation.metrics.auc import roc_auc

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 24, 40, 3), dtype=np.uint8)


def test_every_baseline_keeps_the_contract():
    for detect in baselines().values():
        probability, score = detect(IMAGES)
        assert probability.shape == (3, 24, 40)
        assert score.shape == (3,)
        assert probability.dtype == score.dtype == np.float32
        assert 0 <= probability.min() <= probability.max() <= 1
        assert 0 <= score.min() <= score.max() <= 1


def test_all_zero_flags_nothing():
    assert not any(part.any() for part in all_zero(IMAGES))


def test_random_repeats_with_its_seed():
    np.testing.assert_array_equal(uniform_random(3)(IMAGES)[0], uniform_random(3)(IMAGES)[0])
    assert (uniform_random(3)(IMAGES)[0] != uniform_random(4)(IMAGES)[0]).any()


def test_error_levels_show_what_was_never_compressed():
    rng = np.random.default_rng(0)
    smooth = cv2.resize(rng.uniform(60, 190, (6, 6, 3)).astype(np.float32), (128, 128))
    _, encoded = cv2.imencode(".jpg", smooth, [cv2.IMWRITE_JPEG_QUALITY, 90])
    image = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    mask = np.zeros((128, 128), bool)
    mask[40:80, 30:90] = True
    forged = image.copy()
    forged[mask] = np.clip(forged[mask] + rng.normal(0, 10, (mask.sum(), 3)), 0, 255)
    probability, score = error_level_analysis(np.stack([image, forged]))
    assert roc_auc(probability[1], mask) > 0.95
    assert score[1] > 0.5


def test_an_image_that_recompression_does_not_change_scores_zero():
    probability, score = error_level_analysis(np.full((1, 32, 32, 3), 128, np.uint8))
    assert not probability.any()
    assert score[0] == 0
