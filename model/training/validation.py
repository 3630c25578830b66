"""What a run reports while it trains; ``python -m evaluation`` reports on the exported model."""

import numpy as np
import torch

from data.packed_set import PackedSet
from evaluation.metrics.image_metrics import image_auc, robust_score
from evaluation.metrics.pixel_metrics import pixel_f1
from fasa.model import Fasa
from training.precision import autocast


@torch.no_grad()
def validate(model: Fasa, pictures: PackedSet, device: str, batch: int = 16) -> dict[str, float]:
    """Mean per-image F1 at 0.5 on manipulated pictures, and the image AUC of both scores."""
    model.eval()
    probabilities = []
    for start in range(0, len(pictures), batch):
        images = torch.from_numpy(np.array(pictures.images[start : start + batch])).to(device)
        with autocast(device):
            prediction = model(images.permute(0, 3, 1, 2).float() / 255)
        probabilities.append(prediction.probability[:, 0].float().cpu().numpy())
    maps = np.concatenate(probabilities)
    labels = pictures.masks.any(axis=(1, 2))
    f1 = [pixel_f1(maps[i], pictures.masks[i]) for i in np.flatnonzero(labels)]
    robust = np.array([robust_score(m) for m in maps])
    return {
        "pixelF1": round(float(np.mean(f1)), 4),
        "aucScore": round(image_auc(maps.max(axis=(1, 2)), labels), 4),
        "aucRobust": round(image_auc(robust, labels), 4),
    }
