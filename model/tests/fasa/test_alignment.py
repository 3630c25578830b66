"""Eqs. 2-4."""

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cosine_similarity

from fasa.alignment import PatchSemanticAlignment, orthogonal_prototypes
from fasa.losses import contrastive_loss


@pytest.fixture
def alignment() -> PatchSemanticAlignment:
    torch.manual_seed(0)
    return PatchSemanticAlignment(token_widths=(12, 12), width=8, embedding=6, heads=2)


def test_projection_reads_the_concatenated_layers(alignment):
    tokens = [torch.randn(1, 4, 12), torch.randn(1, 4, 12)]
    alignment.attention.out_proj.weight.data.zero_()
    alignment.attention.out_proj.bias.data.zero_()
    both = torch.cat([alignment.norms[0](tokens[0]), alignment.norms[1](tokens[1])], dim=-1)
    found = alignment(tokens).flatten(2).transpose(1, 2)
    torch.testing.assert_close(found, alignment.project(both))


def test_rearranges_tokens_row_by_row(alignment):
    tokens = [torch.zeros(1, 16, 12), torch.zeros(1, 16, 12)]
    tokens[0][0, 1 * 4 + 2] = torch.randn(12)
    rest = alignment(tokens)[0]
    odd = (rest - rest[:, :1, :1]).abs().sum(dim=0)
    assert divmod(int(odd.argmax()), 4) == (1, 2)


def test_attention_lets_patches_see_each_other(alignment):
    tokens = [torch.randn(1, 4, 12), torch.randn(1, 4, 12)]
    before = alignment(tokens)
    tokens[0][0, 3] += torch.randn(12)
    assert (alignment(tokens)[0, :, 0, 0] - before[0, :, 0, 0]).abs().max() > 0


def test_logits_are_scaled_cosines(alignment):
    semantic_map = torch.randn(1, 8, 2, 2)
    v = alignment.to_embedding(semantic_map[0, :, 1, 0])
    expected = torch.stack([cosine_similarity(v, t, dim=0) for t in alignment.prototypes]) / 0.07
    torch.testing.assert_close(
        alignment.logits(semantic_map)[0, :, 1, 0], expected, atol=1e-4, rtol=1e-4
    )


def test_logit_scale_is_clamped_at_one_hundred(alignment):
    alignment.log_scale.data.fill_(50.0)
    assert alignment.logits(torch.randn(1, 8, 2, 2)).abs().max() <= 100.001


def test_info_nce_equals_binary_cross_entropy_of_the_difference():
    logits = torch.randn(2, 2, 4, 4)
    mask = (torch.rand(2, 1, 4, 4) > 0.5).float()
    expected = binary_cross_entropy_with_logits(logits[:, 1:] - logits[:, :1], mask)
    torch.testing.assert_close(contrastive_loss(logits, mask), expected)


def test_swapping_labels_and_prototypes_changes_nothing():
    logits = torch.randn(2, 2, 4, 4)
    mask = torch.rand(2, 1, 4, 4)
    torch.testing.assert_close(
        contrastive_loss(logits, mask), contrastive_loss(logits.flip(1), 1 - mask)
    )


def test_a_mixed_patch_is_labelled_by_its_manipulated_fraction():
    logits, mask = torch.randn(1, 2, 1, 1), torch.zeros(1, 1, 4, 4)
    mask[..., :1, :] = 1
    log_p = logits.log_softmax(dim=1).flatten()
    torch.testing.assert_close(contrastive_loss(logits, mask), -(0.75 * log_p[0] + 0.25 * log_p[1]))


def test_prototypes_start_orthogonal_and_move_in_training(alignment):
    start = alignment.prototypes.detach().clone()
    torch.testing.assert_close(start @ start.T, torch.eye(2), atol=1e-5, rtol=0)
    optimizer = torch.optim.AdamW(alignment.parameters(), 1e-2)
    tokens = [torch.randn(4, 16, 12), torch.randn(4, 16, 12)]
    mask = (torch.rand(4, 1, 16, 16) > 0.7).float()
    for _ in range(20):
        optimizer.zero_grad()
        contrastive_loss(alignment.logits(alignment(tokens)), mask).backward()
        optimizer.step()
    assert (alignment.prototypes - start).abs().min(dim=1).values.max() > 1e-3
    assert cosine_similarity(*alignment.prototypes, dim=0) < 0.95


def test_orthogonal_prototypes_are_unit_vectors():
    torch.testing.assert_close(orthogonal_prototypes(9).norm(dim=1), torch.ones(2))
