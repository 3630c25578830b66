"""What a student encoder learns from a teacher: the teacher's patch tokens, block by block."""

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d

from fasa.semantic_encoder import SemanticEncoder
from fasa.timm_vit import TimmVit


class Distillation(nn.Module):
    """A student, and for each pair of blocks a linear read-out that guesses the teacher's tokens.

    The k-th block that the student keeps is paired with the k-th that the teacher keeps.
    """

    def __init__(self, student: SemanticEncoder, teacher: TimmVit) -> None:
        """Raises ValueError when the two keep different numbers of blocks."""
        super().__init__()
        if len(student.widths) != len(teacher.widths):
            raise ValueError(
                f"expected as many teacher blocks as semantic.layers has, {len(student.widths)}; "
                f"received {len(teacher.widths)}"
            )
        self.student = student
        pairs = zip(student.widths, teacher.widths, strict=True)
        self.read_outs = nn.ModuleList(nn.Linear(ours, theirs) for ours, theirs in pairs)

    def forward(self, rgb: Tensor, targets: Tensor) -> Tensor:
        """Unexplained variance (K,) of ``targets``: 0 is a perfect guess, 1 what their mean leaves.

        Shapes: rgb (B, 3, H, W) in 0..1, targets (B, K, grid * grid, c) of ``standardised``.
        """
        tokens = self.student(rgb)
        guesses = [read(t).float() for read, t in zip(self.read_outs, tokens, strict=True)]
        return (torch.stack(guesses, dim=1) - targets).square().mean(dim=(0, 2, 3))


@torch.no_grad()
def teacher_tokens(teacher: TimmVit, rgb: Tensor, grid: int) -> Tensor:
    """(B, K, grid * grid, c): each kept block's tokens, averaged to the student's grid."""
    stacked = torch.stack(teacher(rgb), dim=1).float()
    maps = stacked.transpose(2, 3).unflatten(3, (teacher.grid,) * 2).flatten(0, 1)
    pooled = adaptive_avg_pool2d(maps, grid).flatten(2).transpose(1, 2)
    return pooled.unflatten(0, stacked.shape[:2])


def standardised(tokens: Tensor) -> Tensor:
    """Mean 0 and deviation 1 per block and channel over the batch (B, K, N, c): in a ViT a few
    channels hold most of the variance, and would be all that is learnt."""
    centred = tokens - tokens.mean(dim=(0, 2), keepdim=True)
    return centred / centred.std(dim=(0, 2), keepdim=True).clamp(min=1e-6)
