"""A data folder of small synthetic photographs: smooth shapes under grain, saved as JPEG."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from data.photographs import Library

HEIGHT, WIDTH = 200, 280


def photograph(seed: int, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> np.ndarray:
    """(H, W, 3) uint8."""
    rng = np.random.default_rng(seed)
    smooth = cv2.resize(rng.uniform(40, 215, (5, 7, 3)).astype(np.float32), shape[::-1])
    return np.clip(smooth + rng.normal(0, 8, (*shape, 3)), 0, 255).astype(np.uint8)


def quadrants() -> np.ndarray:
    """Labels 1 to 4; the last is far smaller than a quarter."""
    labels = np.ones((HEIGHT, WIDTH), np.uint8)
    labels[: HEIGHT // 2, WIDTH // 2 :] = 2
    labels[HEIGHT // 2 :, : WIDTH // 2] = 3
    labels[-40:, -50:] = 4
    return labels


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sources, one of them with segments; enough photos that each split has several."""
    root = tmp_path_factory.mktemp("data")
    plain = root / "train" / "photos" / "plain"
    segmented = root / "train" / "photos" / "segmented"
    for folder in (plain, segmented / "images", segmented / "segments"):
        folder.mkdir(parents=True)
    for index in range(20):
        cv2.imwrite(str(plain / f"{index:03}.jpg"), photograph(index))
        cv2.imwrite(str(segmented / "images" / f"{index:03}.jpg"), photograph(100 + index))
        cv2.imwrite(str(segmented / "segments" / f"{index:03}.png"), quadrants())
    return root


@pytest.fixture(scope="session")
def library(data_folder: Path) -> Library:
    return Library(data_folder, "train")
