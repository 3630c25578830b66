"""Pictures that show a photograph again are told from those that do not."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from forge.windows import name_in
from training.overlap import known_photos, main, overlaps

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data" / "train" / "photos" / "some"
    folder.mkdir(parents=True)
    for split, sample in (("train", "bowl"), ("val", "mountains"), ("test", "dogs")):
        name = name_in(split, sample, 0, ".jpg")
        cv2.imwrite(str(folder / name), cv2.imread(str(SAMPLES / f"{sample}.jpg")))
    return tmp_path / "data"


def saved(folder: Path, pixels: np.ndarray) -> Path:
    path = folder / "picture.jpg"
    cv2.imwrite(str(path), pixels, [cv2.IMWRITE_JPEG_QUALITY, 75])
    return path


def found(picture: Path, data: Path):
    return [(one.photo.split("-")[0], one.split) for one in overlaps([picture], known_photos(data))]


def squashed(pixels):
    return cv2.resize(pixels, (256, 256), interpolation=cv2.INTER_AREA)


def mirrored(pixels):
    return squashed(pixels)[:, ::-1]


def section(pixels):
    height, width = pixels.shape[:2]
    return pixels[height // 12 :, : width - width // 12]


def brightened(pixels):
    return cv2.convertScaleAbs(squashed(pixels), alpha=1.15, beta=10)


@pytest.mark.parametrize("changed", [squashed, mirrored, section, brightened])
@pytest.mark.parametrize(("sample", "split"), [("dogs", "test"), ("mountains", "val")])
def test_a_photograph_is_known_again(tmp_path, data, changed, sample, split):
    pixels = cv2.imread(str(SAMPLES / f"{sample}.jpg"))
    picture = saved(tmp_path, np.ascontiguousarray(changed(pixels)))
    assert found(picture, data) == [(f"some/{sample}", split)]


@pytest.mark.parametrize("sample", ["stream", "table-removal", "meadow-copy-move"])
def test_another_photograph_is_not(data, sample):
    assert found(SAMPLES / f"{sample}.jpg", data) == []


def test_the_command_names_picture_photograph_and_split(tmp_path, data, capsys, monkeypatch):
    picture = saved(tmp_path, squashed(cv2.imread(str(SAMPLES / "dogs.jpg"))))
    others = [str(SAMPLES / "stream.jpg")]
    monkeypatch.setattr(
        "sys.argv", ["overlap", "--data", str(data), "--pictures", str(picture), *others]
    )
    main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split("\t")[:1] == [str(picture)]
    assert "some/dogs-" in line
    assert "\ttest\t" in line


def test_a_photograph_is_not_its_own_overlap(data):
    photos = known_photos(data)
    assert list(overlaps([photo.path for photo in photos], photos)) == []


def test_a_blank_picture_is_none(tmp_path, data):
    assert found(saved(tmp_path, np.full((64, 64, 3), 90, np.uint8)), data) == []


def test_a_file_that_is_no_picture_is_named(tmp_path, data):
    broken = tmp_path / "broken.jpg"
    broken.write_text("no picture")
    with pytest.raises(ValueError, match=r"broken\.jpg"):
        found(broken, data)
