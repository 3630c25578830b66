"""A data folder of small photographs whose colour is their label."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from forge.sources import SPLITS, split_of

SIDES = (160, 288)
COLOURS = np.array([[0, 0, 0], [210, 60, 60], [60, 200, 80], [70, 80, 220]], np.float32)
PER_SPLIT = 5


def names_in(split: str) -> list[str]:
    names = (f"{index:04}.jpg" for index in range(1000))
    return [name for name in names if split_of(name) == split][:PER_SPLIT]


def write_labelled(folder: Path, name: str, rng: np.random.Generator) -> None:
    coarse = rng.integers(1, len(COLOURS), (2, 2)).astype(np.uint8)
    labels = cv2.resize(coarse, SIDES[::-1], interpolation=cv2.INTER_NEAREST)
    noisy = COLOURS[labels] + rng.normal(0, 12, (*SIDES, 3))
    rgb = np.clip(noisy, 0, 255).astype(np.uint8)
    cv2.imwrite(str(folder / "images" / name), rgb[..., ::-1])
    cv2.imwrite(str(folder / "segments" / f"{Path(name).stem}.png"), labels)


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for source in ("coco", "bsds500"):
        folder = root / "train" / "photos" / source
        for part in ("images", "segments"):
            (folder / part).mkdir(parents=True)
        for split in SPLITS:
            for name in names_in(split):
                write_labelled(folder, name, rng)
    return root
