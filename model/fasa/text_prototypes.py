"""The paper's start of the two prototypes: CLIP text embeddings of its two prompts."""

from pathlib import Path

import torch
from torch import Tensor

PROMPTS = ("an authentic image region", "a manipulated image region")


def text_prototypes(clip_directory: Path) -> Tensor:
    """Embeds the paper's two prompts with a Hugging Face CLIP directory (weights and tokenizer).

    Returns (2, e) unit vectors, authentic first. Needs the ``transformers`` package; nothing is
    downloaded.
    """
    from transformers import AutoTokenizer, CLIPTextModelWithProjection

    tokenizer = AutoTokenizer.from_pretrained(clip_directory, local_files_only=True)
    tower = CLIPTextModelWithProjection.from_pretrained(clip_directory, local_files_only=True)
    with torch.no_grad():
        embedded = tower(**tokenizer(list(PROMPTS), padding=True, return_tensors="pt")).text_embeds
    return torch.nn.functional.normalize(embedded, dim=-1)
