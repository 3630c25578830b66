import json

import numpy as np
import pytest

from data.labelled import ModelView
from data.packed_set import PackedSet, write_pack
from data.readers import read_set
from evaluation.detectors.baselines import all_zero
from evaluation.detectors.detector import Detection, Subject
from evaluation.reports.markdown import to_markdown
from evaluation.reports.report import evaluate
from evaluation.thresholds import Thresholds


def report_of(name, detect, packed, thresholds=None):
    subject = Subject(name, detect, ModelView(packed.size), thresholds or Thresholds())
    return evaluate(subject, read_set(packed.path))


def bright(images):
    """Finds what the packs of these tests hide."""
    maps = (images.min(axis=3) >= 100).astype(np.float32)
    return Detection(maps, maps.max(axis=(1, 2)))


def test_a_detector_that_is_right_scores_one_everywhere(packed):
    report = report_of("bright", bright, packed)
    assert (report["manipulatedCount"], report["authenticCount"]) == (14, 7)
    assert {key: report["pixel"][key]["value"] for key in ("f1", "iou", "auc")} == {
        "f1": 1,
        "iou": 1,
        "auc": 1,
    }
    assert report["pixel"]["f1"]["count"] == 14
    assert report["score"]["auc"]["value"] == report["robustScore"]["auc"]["value"] == 1
    assert report["falsePositiveArea"]["mean"] == {"value": 0, "low": 0, "high": 0, "count": 7}


def test_operations_are_reported_apart(packed):
    def blind_to_inpainting(images):
        probability, score = bright(images)
        # The pack's one inpainted square is the only one that starts at column 1.
        probability[probability[:, 5, 1] > 0] = 0
        return Detection(probability, score)

    by_operation = report_of("blind", blind_to_inpainting, packed)["byOperation"]
    assert {key: (one["f1"]["value"], one["f1"]["count"]) for key, one in by_operation.items()} == {
        "inpaint": (0, 1),
        "splice": (1, 13),
    }


def test_authentic_images_count_as_area_and_not_as_pixel_scores(packed):
    def everything(images):
        return Detection(np.ones(images.shape[:3], np.float32), np.ones(len(images), np.float32))

    report = report_of("everything", everything, packed)
    area = [packed.masks[i].mean() for i in range(21) if i % 3]
    expected = np.mean([2 * a / (1 + a) for a in area])
    assert report["pixel"]["f1"]["value"] == pytest.approx(expected)
    assert report["falsePositiveArea"]["mean"]["value"] == 1
    assert report["falsePositiveArea"]["anyFraction"]["value"] == 1
    assert report["score"]["falsePositiveRate"]["value"] == 1


def test_each_score_has_its_own_threshold(packed):
    def dim(images):
        probability, score = bright(images)
        return Detection(probability * 0.4, score * 0.4)

    decided_by_score = Thresholds("score", 0.3, {"0.05": 0.35, "0.01": 0.45})
    report = report_of("dim", dim, packed, decided_by_score)
    assert report["decidedBy"] == "score"
    assert report["score"]["truePositiveRate"]["value"] == 1
    assert report["robustScore"]["truePositiveRate"]["value"] == 0
    points = report["score"]["points"]
    rates = {name: point["truePositiveRate"]["value"] for name, point in points.items()}
    assert rates == {"0.5": 0, "FPR 0.05": 1, "FPR 0.01": 0}
    assert list(report["robustScore"]["points"]) == ["0.5"]


def test_recall_is_that_of_pixels_and_that_of_what_is_shown(packed):
    def half_sure(images):
        """Right on every pixel, with more than 0.5; sure of the even columns alone."""
        maps = bright(images).probability * 0.6
        maps[:, :, ::2] *= 1.5
        return Detection(maps, np.where(images[:, 5, 1].min(axis=1) >= 100, 0.9, 0.1))

    report = report_of("half", half_sure, packed, Thresholds("score", 0.7))
    decision = report["score"]
    # The pack's one inpainted square alone covers column 1, so it alone is flagged.
    assert decision["truePositiveRate"]["value"] == pytest.approx(1 / 14)
    assert decision["flaggedPixelRecall"]["value"] == pytest.approx(1 / 14)
    assert report["pixel"]["recall"]["value"] == 1
    even = [packed.masks[i, 5, ::2].sum() / packed.masks[i, 5].sum() for i in range(21) if i % 3]
    assert decision["pixelRecall"]["value"] == pytest.approx(np.mean(even))
    assert report["score"]["points"]["0.5"]["pixelRecall"]["value"] == 1


@pytest.mark.parametrize("kept", [0, 1])
def test_a_pack_of_one_class_leaves_the_other_out(packed, tmp_path, kept):
    chosen = [index for index in range(21) if (index % 3 > 0) == kept]
    write_pack(tmp_path / "one", packed.images[chosen], packed.masks[chosen], {})
    report = report_of("bright", bright, PackedSet.open(tmp_path / "one"))
    assert report["score"]["auc"] is None
    assert (report["pixel"] is None) == (kept == 0)
    assert (report["falsePositiveArea"] is None) == (kept == 1)
    assert "| - |" in to_markdown([report])
    json.dumps(report, allow_nan=False)


def test_a_wholly_manipulated_image_counts_in_f1_only(tmp_path):
    images, masks = np.full((1, 8, 8, 3), 200, np.uint8), np.ones((1, 8, 8), np.uint8)
    write_pack(tmp_path, images, masks, {})
    pixel = report_of("bright", bright, PackedSet.open(tmp_path))["pixel"]
    assert pixel["f1"]["value"] == 1
    assert pixel["auc"] is None


def test_a_detector_of_the_wrong_shape_is_refused(packed):
    def halved(images):
        return all_zero(images[:, ::2])

    with pytest.raises(ValueError, match=r"expected maps of \(16, 32, 32\)"):
        report_of("halved", halved, packed)


def test_a_detector_that_returns_nan_is_refused(packed):
    def broken(images):
        probability, score = all_zero(images)
        return Detection(probability * np.nan, score)

    with pytest.raises(ValueError, match="not finite"):
        report_of("broken", broken, packed)


def test_the_tables_show_detectors_with_intervals(packed):
    text = to_markdown([report_of("bright", bright, packed), report_of("zero", all_zero, packed)])
    lines = text.splitlines()
    assert lines[0].startswith("pack: 14 manipulated, 7 authentic")
    assert "| bright | 1.000 [1.000, 1.000] |" in text
    assert "| pixel F1 of | inpaint (1) | splice (13) |" in lines
    columns = [line.count("|") for line in lines if line.startswith("|")]
    assert columns == [10] * 4 + [4] * 4 + [9] * 4 + [10] * 6


def test_a_pack_has_no_native_figures_and_keeps_its_masks_sha256(packed):
    report = report_of("bright", bright, packed)
    assert report["nativePixel"] is None
    assert report["nativeFalsePositiveArea"] is None
    assert report["masksSha256"] == packed.about["masksSha256"]
