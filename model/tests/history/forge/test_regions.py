import numpy as np
import pytest

from data.photographs import Library
from history.forge import regions
from history.forge.regions import draw_region

SHAPE = (120, 160)


@pytest.fixture(scope="module")
def areas(stock):
    rng = np.random.default_rng(0)
    return np.array([draw_region(SHAPE, rng, stock.library).mean() for _ in range(600)])


def test_a_region_is_a_mask_of_the_pictures_size(stock):
    rng = np.random.default_rng(0)
    for shape in (SHAPE, (97, 400)):
        region = draw_region(shape, rng, stock.library)
        assert region.shape == shape
        assert region.dtype == np.bool_


def test_areas_run_from_specks_to_nearly_everything(areas):
    assert np.quantile(areas, 0.05) < 0.003
    assert np.quantile(areas, 0.95) > 0.7
    assert np.mean(areas > 0.0003) > 0.97
    assert np.mean(areas <= 0.96) > 0.97
    # Log-uniform: about as many below the middle of the logarithms as above it.
    assert 0.4 < np.mean(areas[areas < 0.5] < np.sqrt(0.0005 * 0.6)) < 0.65


def test_the_majority_is_edited_in_one_of_seven(areas):
    assert 0.1 < np.mean(areas > 0.5) < 0.22


def test_an_object_is_an_outline_out_of_a_photographs_segments(photos):
    library = Library(photos, "train")
    rng = np.random.default_rng(0)
    found = [regions._object(SHAPE, 0.1, rng, library) for _ in range(40)]
    objects = [one for one in found if one is not None]
    # Sources without segments have none.
    assert 5 < len(objects) < 40
    for one in objects:
        assert 0.03 < one.mean() < 0.11
        rows, columns = np.flatnonzero(one.any(1)), np.flatnonzero(one.any(0))
        assert one[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean() > 0.7


@pytest.mark.parametrize("area", [0.001, 0.03, 0.3])
def test_a_blob_has_the_area_that_was_asked_for(area):
    rng = np.random.default_rng(0)
    found = [regions._blob((240, 320), area, rng).mean() for _ in range(10)]
    np.testing.assert_allclose(found, area, rtol=0.25, atol=0.0005)


@pytest.mark.parametrize("shape", ["blob", "object", "ellipse", "polygon", "box"])
def test_every_shape_marks_about_its_area(stock, monkeypatch, shape):
    shares = [float(name == shape) for name in regions._SHAPES]
    monkeypatch.setattr(regions, "_SHAPE_SHARES", shares)
    rng = np.random.default_rng(0)
    found = [regions._part((300, 400), 0.02, rng, stock.library).mean() for _ in range(60)]
    assert 0.008 < np.median(found) < 0.03
    assert max(found) < 0.05
