import numpy as np

from forge.sample_rows import row


def test_a_row_is_red_where_the_mask_is_sure():
    photograph = np.full((300, 656, 3), (200, 10, 10), np.uint8)
    mask, truth = np.zeros((300, 656), np.uint8), np.zeros((300, 656), np.uint8)
    mask[:, :328] = 255
    truth[:150] = 255
    made = row(photograph, mask, truth)
    assert made.shape == (150, 3 * 328 + 16, 3)
    assert made[75, 10].tolist() == [200, 10, 10]
    assert made[75, 336 + 80].tolist() == [40, 30, 220]
    blue, green, red = made[75, 336 + 250].tolist()
    assert blue == green == red > 100
    assert made[10, 700].tolist() == [255] * 3
    assert made[140, 700].tolist() == [0] * 3
