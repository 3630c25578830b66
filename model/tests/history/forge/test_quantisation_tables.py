import io

import numpy as np
import pytest
from history_pictures import jpeg, photograph
from PIL import Image

from history.forge.quantisation_tables import (
    camera_tables,
    draw_quality,
    draw_tables,
    editor_like,
    libjpeg,
)

# ITU T.81, tables K.1 and K.2, row by row.
LUMA = """
16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101
72 92 95 98 112 100 103 99
"""
CHROMA = (
    """
17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
"""
    + "99 " * 32
)


def scaled(table, quality):
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    steps = (np.array(table.split(), int) * percent + 50) // 100
    return tuple(np.clip(steps, 1, 255).tolist())


@pytest.mark.parametrize("quality", [1, 10, 49, 50, 75, 92, 100])
def test_the_tables_of_a_quality_are_the_standards(quality):
    tables = libjpeg(quality)
    assert tables == (f"q{quality}", scaled(LUMA, quality), scaled(CHROMA, quality))


@pytest.mark.parametrize("quality", [60, 88])
def test_tables_are_those_that_pillow_reads_and_writes(quality):
    tables = libjpeg(quality)
    data = jpeg(photograph(0), qtables=[list(tables.luma), list(tables.chroma)])
    expected = jpeg(photograph(0), quality=quality)
    with Image.open(io.BytesIO(data)) as ours, Image.open(io.BytesIO(expected)) as theirs:
        assert ours.quantization == theirs.quantization
    assert data == expected


def test_an_editors_steps_grow_with_the_frequency():
    rng = np.random.default_rng(0)
    caps = set()
    for _ in range(200):
        tables = editor_like(rng)
        assert tables.name == "editor"
        for table in (tables.luma, tables.chroma):
            steps = np.array(table).reshape(8, 8)
            assert (steps >= 1).all()
            assert (steps <= 255).all()
            assert (np.diff(steps, axis=0) >= 0).all()
            assert (np.diff(steps, axis=1) >= 0).all()
            caps.add(int(steps.max()))
        assert sum(tables.chroma) >= sum(tables.luma)
    assert caps >= {12, 17, 24, 40}


def test_a_cameras_tables_count_once(photos, stock):
    paths = sorted((photos / "train" / "photos" / "camera").iterdir())
    found = camera_tables(paths)
    assert [(one.name, one.luma[0], one.chroma[0]) for one in found] == [
        ("camera", 3, 4),
        ("camera", 4, 5),
    ]
    assert set(stock.cameras) <= set(found)


def test_a_grey_file_has_one_table_for_both(tmp_path):
    (tmp_path / "grey.jpg").write_bytes(jpeg(photograph(0)[..., 0], quality=70))
    (tables,) = camera_tables([tmp_path / "grey.jpg"])
    assert tables.luma == tables.chroma == libjpeg(70).luma


def test_a_quality_stays_within_its_range():
    rng = np.random.default_rng(0)
    drawn = [draw_quality(rng, 60, 80) for _ in range(2000)]
    assert (min(drawn), max(drawn)) == (60, 80)
    high = [draw_quality(rng, 91, 98) for _ in range(300)]
    assert (min(high), max(high)) == (91, 98)
    # Usual ones are drawn more often; those beyond the range become its end.
    assert drawn.count(75) > 1.8 * drawn.count(76)
    assert drawn.count(80) > 5 * drawn.count(76)


def test_libraries_cameras_and_editors_share_the_draws(stock):
    rng = np.random.default_rng(0)
    names = [draw_tables(rng, stock.cameras, 75, 98).name for _ in range(1000)]
    assert abs(names.count("camera") / 1000 - 0.22) < 0.05
    assert abs(names.count("editor") / 1000 - 0.22) < 0.05
    qualities = [int(name[1:]) for name in names if name.startswith("q")]
    assert min(qualities) >= 75
    assert max(qualities) <= 98


def test_without_cameras_none_is_drawn():
    rng = np.random.default_rng(0)
    names = {draw_tables(rng, [], 75, 98).name for _ in range(200)}
    assert "camera" not in names
    assert "editor" in names
