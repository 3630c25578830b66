import json

import cv2
import numpy as np
import pytest
from trace_parts import textured, two_parts, write_pack

from forge.traces import make_parts
from forge.traces.make_parts import library_parts, main, parts_of
from forge.traces.photo_parts import PartsPack, write_parts


def test_parts_survive_their_file(tmp_path):
    pack = write_pack(tmp_path)
    assert len(pack) == 2
    assert pack.about == {"split": "train"}
    for number, given in enumerate(two_parts()):
        read = pack[number]
        assert read.source == given.source
        np.testing.assert_array_equal(read.pixels, given.pixels)
        assert pack.shape(number) == given.pixels.shape[:2]
    np.testing.assert_array_equal(pack[0].decoded, two_parts()[0].decoded)
    assert pack[1].decoded is None
    assert (pack.decoded_shape(0), pack.decoded_shape(1)) == ((104, 96), (0, 0))


def test_a_pack_that_was_cut_short_is_none(tmp_path):
    def parts():
        yield two_parts()[0]
        raise KeyboardInterrupt

    write_pack(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write_parts(tmp_path, parts(), {})
    with pytest.raises(FileNotFoundError):
        PartsPack(tmp_path)


def test_parts_lie_on_the_grid_and_are_never_small():
    photo = np.arange(1400 * 2400 * 3, dtype=np.uint32).view(np.uint8)[: 1400 * 2400 * 3]
    photo = photo.reshape(1400, 2400, 3)
    parts = parts_of(photo, 9, np.random.default_rng(0))
    assert [part.shape[:2] for part in parts] == [
        (1024, 1024), (1024, 1024), (1024, 352), (376, 1024), (376, 1024), (376, 352),
    ]  # fmt: skip
    np.testing.assert_array_equal(parts[4], photo[1024:, 1024:2048])
    assert len(parts_of(photo, 4, np.random.default_rng(0))) == 4
    assert parts_of(photo[:255], 9, np.random.default_rng(0)) == []


@pytest.fixture
def data(tmp_path):
    """Two photographs of the train split, one of val."""
    folder = tmp_path / "data" / "train" / "photos" / "some"
    folder.mkdir(parents=True)
    for seed, name in enumerate(("3.png", "5.png", "1.png")):
        cv2.imwrite(str(folder / name), textured(seed, 300 + seed, 520))
    return tmp_path / "data"


def test_every_photograph_of_the_split_gives_parts(data):
    library = make_parts.Library(data, "train")
    parts = list(library_parts(library, 6, 1, lambda pixels: 255 - pixels, 0))
    assert [part.source for part in parts] == library.names
    with_decoded = [part for part in parts if part.decoded is not None]
    assert len(with_decoded) == 1
    pixels, again = with_decoded[0].pixels, with_decoded[0].decoded
    # Whole cells of the autoencoder, at most 512 px a side.
    assert again.shape == (pixels.shape[0] // 8 * 8, 512, 3)
    np.testing.assert_array_equal(again, 255 - pixels[: again.shape[0], :512])


def test_the_command_writes_a_pack(data, tmp_path, monkeypatch):
    out = tmp_path / "parts"
    options = ["--data", data, "--split", "train", "--threads", 1, "--out", out]
    monkeypatch.setattr("sys.argv", ["make_parts", *map(str, options)])
    main()
    pack = PartsPack(out)
    assert [pack[number].source for number in range(len(pack))] == make_parts.Library(
        data, "train"
    ).names
    about = json.loads((out / "parts.json").read_text())
    assert about["photoListSha256"] == make_parts.Library(data, "train").list_sha256
    # There is no generators folder beside.
    assert not any("decoded" in part for part in about["parts"])
