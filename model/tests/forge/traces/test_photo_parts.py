import json

import cv2
import numpy as np
import pytest
from trace_parts import textured, two_parts, write_pack

from forge.traces import make_parts
from forge.traces.make_parts import library_parts, main, parts_of
from forge.traces.photo_parts import PartsPack, write_parts
from forge.traces.small_pictures import small_picture


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
    parts = list(library_parts(library, 6, 0, 1, lambda pixels: 255 - pixels, 0))
    assert [part.source for part in parts] == library.names
    with_decoded = [part for part in parts if part.decoded is not None]
    assert len(with_decoded) == 1
    pixels, again = with_decoded[0].pixels, with_decoded[0].decoded
    # Whole cells of the autoencoder, at most 512 px a side.
    assert again.shape == (pixels.shape[0] // 8 * 8, 512, 3)
    np.testing.assert_array_equal(again, 255 - pixels[: again.shape[0], :512])


def edited_pixels():
    mask = np.zeros((260, 280), np.uint8)
    mask[40:90, 100:180] = 1
    return mask


def pairs_folder(folder):
    """An edited picture with its mask, an authentic one, and one that is too small."""
    for name, pixels in (
        ("Tp/1.png", textured(7, 260, 280)),
        ("Gt/1.png", 255 * edited_pixels()),
        ("Au/2.png", textured(8, 256, 256)),
        ("Au/3.png", textured(9, 255, 400)),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / name), pixels[..., ::-1] if pixels.ndim == 3 else pixels)
    return folder


def test_a_whole_photograph_is_made_small_and_never_larger():
    photo = textured(4, 300, 900)
    shapes = [small_picture(photo, np.random.default_rng(seed)).shape for seed in range(30)]
    assert all(256 <= min(shape[:2]) <= 300 for shape in shapes)
    squares = sum(height == width for height, width, _ in shapes)
    assert 5 < squares < 25
    assert all(
        width == pytest.approx(3 * height, abs=2) for height, width, _ in shapes if height != width
    )
    assert small_picture(photo[:255], np.random.default_rng(0)) is None


def test_the_command_writes_a_pack(data, tmp_path, monkeypatch):
    out = tmp_path / "parts"
    pairs = pairs_folder(tmp_path / "pairs")
    options = ["--data", data, "--split", "train", "--threads", 1, "--small", 2, "--out", out]
    monkeypatch.setattr("sys.argv", ["make_parts", *map(str, options), "--pairs", str(pairs)])
    main()
    pack = PartsPack(out)
    names = make_parts.Library(data, "train").names
    sources = [pack[number].source for number in range(len(pack))]
    assert sources == [*(name for name in names for _ in range(3)), "Tp/1.png", "Au/2.png"]
    assert [pack.is_edited(number) for number in range(len(pack))] == [
        source == "Tp/1.png" for source in sources
    ]
    np.testing.assert_array_equal(pack[len(pack) - 2].mask, edited_pixels())
    np.testing.assert_array_equal(pack[len(pack) - 2].pixels, textured(7, 260, 280))
    assert pack[len(pack) - 1].mask is None
    about = json.loads((out / "parts.json").read_text())
    assert about["photoListSha256"] == make_parts.Library(data, "train").list_sha256
    # There is no generators folder beside.
    assert not any("decoded" in part for part in about["parts"])
