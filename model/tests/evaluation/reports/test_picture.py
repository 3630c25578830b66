import numpy as np

from evaluation.reports.picture import side_by_side


def test_panels_lie_side_by_side_and_the_middle_one_reddens_with_the_probability():
    rgb = np.full((180, 240, 3), 100, np.uint8)
    probability = np.zeros((64, 64), np.float32)
    probability[:, 32:] = 1
    mask = np.zeros((180, 240), np.uint8)
    mask[:, 120:] = 1
    picture = side_by_side(rgb, probability, mask)
    width = 480
    assert picture.shape == (360, 3 * width + 24, 3)
    middle = picture[:, width + 12 : 2 * width + 12].astype(int)
    redness = middle[..., 0] - middle[..., 1]
    assert redness[:, :200].max() == 0
    assert redness[:, -200:].min() > 100
    truth = picture[:, 2 * width + 24 :]
    assert truth[:, :200].max() == 0
    assert truth[:, -200:].min() == 255
