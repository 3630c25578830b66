"""The two prototypes from CLIP's text tower, with a tiny tower that is made here."""

import json

import pytest
import torch
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer

from fasa.alignment import PatchSemanticAlignment
from fasa.text_prototypes import PROMPTS, text_prototypes


@pytest.fixture
def clip_directory(tmp_path):
    letters = sorted(set("".join(PROMPTS).replace(" ", "")))
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    vocabulary = {w: i for i, w in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    (tmp_path / "merges.txt").write_text("#version: 0.2\n")
    CLIPTokenizer(
        vocab=str(tmp_path / "vocab.json"), merges=str(tmp_path / "merges.txt")
    ).save_pretrained(tmp_path)
    torch.manual_seed(0)
    config = CLIPTextConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=12,
        eos_token_id=vocabulary["<|endoftext|>"],
    )
    CLIPTextModelWithProjection(config).save_pretrained(tmp_path)
    return tmp_path


def test_prototypes_are_the_prompts_embeddings_and_tell_them_apart(clip_directory):
    prototypes = text_prototypes(clip_directory)
    assert prototypes.shape == (2, 12)
    torch.testing.assert_close(prototypes.norm(dim=1), torch.ones(2))
    assert (prototypes[0] - prototypes[1]).abs().max() > 1e-3


def test_prototypes_of_another_width_are_refused(clip_directory):
    alignment = PatchSemanticAlignment((12, 12), 8, 6, 2)
    with pytest.raises(ValueError, match="12"):
        alignment.start_from(text_prototypes(clip_directory))


def test_alignment_starts_from_the_text(clip_directory):
    alignment = PatchSemanticAlignment((12, 12), 8, 12, 2)
    prototypes = text_prototypes(clip_directory)
    alignment.start_from(prototypes)
    torch.testing.assert_close(alignment.fake_prototype, prototypes[1])
