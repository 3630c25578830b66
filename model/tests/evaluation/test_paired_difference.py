from dataclasses import replace

import pytest
from grey_model import save_model
from labelled_files import write_folder

from data.labelled import ModelView
from data.readers import read_set
from evaluation.__main__ import main
from evaluation.detectors.detector import Detection, Subject
from evaluation.measure import measure
from evaluation.metrics.image_metrics import image_auc
from evaluation.paired_difference import differences, level_of, paired

VIEW = ModelView(32)


def bright(images):
    maps = images.mean(axis=3, dtype="float32") / 255
    return Detection(maps, maps.max(axis=(1, 2)))


def dark(images):
    probability, _ = bright(images)
    maps = 1 - probability
    return Detection(maps, maps.max(axis=(1, 2)))


BRIGHT, DARK = Subject("bright", bright, VIEW), Subject("dark", dark, VIEW)


def test_a_difference_is_that_of_the_two_figures(tmp_path):
    labelled = read_set(write_folder(tmp_path, 4, 3))
    found = paired(DARK, BRIGHT, [labelled])
    old, new = (measure(subject, labelled).images for subject in (DARK, BRIGHT))
    truth = [one.image.is_manipulated for one in old]

    def f1(side):
        return sum(one.native_pixel.f1 for one in side if one.native_pixel) / 4

    def area(side):
        return sum(one.native_area for one in side if one.native_area is not None) / 3

    def auc(side):
        return image_auc([one.scores["robustScore"] for one in side], truth)

    assert found["pixel F1"]["value"] == pytest.approx(f1(new) - f1(old))
    assert found["pixel F1"]["value"] != 0
    assert found["false-positive area"]["value"] == pytest.approx(area(new) - area(old))
    assert found["AUC of robust score"]["value"] == pytest.approx(auc(new) - auc(old))
    assert [found[name]["count"] for name in found] == [4, 3, 7]


def test_a_detector_does_not_differ_from_itself(tmp_path):
    found = paired(BRIGHT, BRIGHT, [read_set(write_folder(tmp_path, 3, 3))])
    assert all(one["low"] == one["value"] == one["high"] == 0 for one in found.values())


def test_models_of_two_sizes_are_compared_at_the_images_own(tmp_path):
    labelled = read_set(write_folder(tmp_path, 4, 3))
    small, large = (BRIGHT._replace(view=ModelView(size)) for size in (32, 96))
    found = paired(small, large, [labelled])
    old, new = (measure(subject, labelled).images for subject in (small, large))
    pairs = [(before, after) for before, after in zip(old, new, strict=True) if before.pixel]
    own = [after.native_pixel.f1 - before.native_pixel.f1 for before, after in pairs]
    seen = [after.pixel.f1 - before.pixel.f1 for before, after in pairs]
    assert found["pixel F1"]["value"] == pytest.approx(sum(own) / 4)
    assert sum(own) != pytest.approx(sum(seen))


def test_areas_are_those_at_an_images_own_size(tmp_path):
    seen = measure(BRIGHT, read_set(write_folder(tmp_path, 1, 2))).images
    unedited = [one for one in seen if not one.image.is_manipulated]
    wider = [replace(one, native_area=one.native_area + 0.5) for one in unedited]
    assert differences(unedited, wider)["false-positive area"]["value"] == 0.5


def test_a_region_too_small_for_one_model_still_counts(tmp_path):
    labelled = read_set(write_folder(tmp_path, 2, 1))
    seen = measure(BRIGHT, labelled).images
    lost = [replace(one, pixel=None) for one in seen]
    assert differences(seen, lost)["pixel F1"]["count"] == 2


def test_images_of_one_photograph_are_drawn_together(tmp_path):
    def images(subject):
        found = measure(subject, read_set(write_folder(tmp_path / "set", 4, 4))).images
        return [replace(one, image=replace(one.image, source="photograph")) for one in found]

    found = differences(images(DARK), images(BRIGHT))
    assert len(found) == 3
    assert all(one["low"] == one["high"] for one in found.values())


def test_the_more_candidates_the_wider_an_interval(tmp_path):
    labelled = read_set(write_folder(tmp_path, 12, 12))
    alone, of_ten = (paired(DARK, BRIGHT, [labelled], n) for n in (1, 10))
    for figure, one in alone.items():
        wide = of_ten[figure]
        assert wide["low"] <= one["low"] <= one["value"] <= one["high"] <= wide["high"], figure
    narrow, wide = alone["pixel F1"], of_ten["pixel F1"]
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]
    assert [level_of(n) for n in (1, 2, 5)] == pytest.approx([0.95, 0.975, 0.99])


def test_without_authentic_images_pixel_f1_alone_is_compared(tmp_path):
    found = paired(DARK, BRIGHT, [read_set(write_folder(tmp_path, 3, 0))])
    assert list(found) == ["pixel F1"]


def test_the_command_compares_two_models(tmp_path, capsys):
    folder = write_folder(tmp_path / "files", 2, 2)
    model = ["--model", str(save_model(tmp_path / "model"))]
    assert main(["paired", *model, *model, "--set", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "grey 1.2.3 minus grey 1.2.3 on files\n[95 % interval by source]\n" in printed
    assert "| pixel F1 | 0.000 [0.000, 0.000] | 2 |" in printed


def test_one_model_alone_is_refused(tmp_path, capsys):
    folder = write_folder(tmp_path / "files", 1, 1)
    model = str(save_model(tmp_path / "model"))
    with pytest.raises(SystemExit):
        main(["paired", "--model", model, "--set", str(folder)])
    assert "expected --model twice, received 1" in capsys.readouterr().err


def test_candidates_are_counted_from_one(tmp_path, capsys):
    folder = write_folder(tmp_path / "files", 2, 2)
    model = ["--model", str(save_model(tmp_path / "model"))]
    command = ["paired", *model, *model, "--set", str(folder), "--candidates"]
    with pytest.raises(SystemExit):
        main([*command, "0"])
    assert "expected --candidates of 1 or more, received 0" in capsys.readouterr().err
    assert main([*command, "2"]) == 0
    assert "[97.5 % interval by source]" in capsys.readouterr().out
