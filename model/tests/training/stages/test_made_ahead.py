import cv2
import pytest
from torch.utils.data import Dataset

from training.stages.made_ahead import made_ahead


class Numbered(Dataset):
    """Of a step its number, and the threads of OpenCV where it was made."""

    def __getitem__(self, step):
        return step, cv2.getNumThreads()


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_batches_come_in_the_order_of_their_steps(workers):
    assert [step for step, _ in made_ahead(Numbered(), range(3, 9), workers)] == [*range(3, 9)]


def test_a_worker_has_one_thread():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    try:
        (_, threads), *_ = made_ahead(Numbered(), range(2), 1)
    finally:
        cv2.setNumThreads(before)
    assert threads == 1
