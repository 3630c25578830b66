"""ADB-DCT: the adaptive dual-band split of an image (paper section 3.2, eq. 1)."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

NEGLIGIBLE = 1e-8
"""Below it a gate counts as shut: at 384 px that moved bands of random pictures by 2e-5 at most."""


def dct_basis(n: int) -> Tensor:
    """Orthonormal DCT-II matrix C, (n, n): ``C @ x`` transforms a column, ``C.T @ y`` inverts."""
    k = torch.arange(n, dtype=torch.float64)
    basis = torch.cos(math.pi / n * k[:, None] * (k[None, :] + 0.5)) * math.sqrt(2.0 / n)
    basis[0] /= math.sqrt(2.0)
    return basis.float()


class DualBandDct(nn.Module):
    """Appends the high and the low band of an image to its RGB channels (eq. 1).

    The soft masks are M_l[u,v] = g(u; tau_l) g(v; tau_l) and M_h[u,v] = 1 - g(u; tau_h) g(v; tau_h)
    with g(k; tau) = sigmoid(beta (tau - k/N)). Each is an outer product, so a band needs two matrix
    products and no explicit spectrum: X_l = A_l X A_l^T, X_h = X - A_h X A_h^T, A = C^T diag(g) C.

    Assumption: full-image DCT per channel, rectangular masks, cutoffs at 0.05, slope 50, and a
    learnable gain per band and channel (1/0.05 high, 1 low) instead of min-max scaling, which
    divides by zero on a flat image.

    Shapes:
        rgb: (B, 3, N, N), N = ``size``
        returns: (B, 9, N, N), ordered rgb, high band, low band
    """

    def __init__(self, size: int, low_cutoff: float, high_cutoff: float, sharpness: float) -> None:
        super().__init__()
        self.register_buffer("basis", dct_basis(size), persistent=False)
        self.register_buffer("frequency", torch.arange(size) / size, persistent=False)
        self.low_logit = nn.Parameter(torch.logit(torch.tensor(low_cutoff)))
        self.high_logit = nn.Parameter(torch.logit(torch.tensor(high_cutoff)))
        self.low_gain = nn.Parameter(torch.ones(3))
        self.high_gain = nn.Parameter(torch.full((3,), 1 / high_cutoff))
        self.sharpness = sharpness
        self.folded: tuple[Tensor, Tensor] | None = None

    @property
    def cutoffs(self) -> tuple[float, float]:
        """(tau_l, tau_h) in (0, 1)."""
        return torch.sigmoid(self.low_logit).item(), torch.sigmoid(self.high_logit).item()

    def gate(self, logit: Tensor) -> Tensor:
        """g(k; tau) of every frequency, (N,), falling."""
        return torch.sigmoid(self.sharpness * (torch.sigmoid(logit) - self.frequency))

    def low_pass(self, logit: Tensor) -> Tensor:
        """A = C^T diag(g) C, (N, N)."""
        return self.basis.T @ (self.gate(logit)[:, None] * self.basis)

    def fold(self) -> None:
        """Turns both band operators into constants, for export."""
        with torch.no_grad():
            self.folded = (self.low_pass(self.low_logit), self.low_pass(self.high_logit))

    def forward(self, rgb: Tensor) -> Tensor:
        # fp32 always: the DC term is about N times the mean, and half precision would round away
        # the residuals of one grey level that the high band is for.
        with torch.autocast(rgb.device.type, enabled=False):
            x = rgb.float().contiguous()
            low, below = self._low_passed(x)
            bands = [
                x,
                (x - below) * self.high_gain[:, None, None],
                low * self.low_gain[:, None, None],
            ]
            return torch.cat(bands, dim=1)

    def _low_passed(self, x: Tensor) -> Iterator[Tensor]:
        """A x A^T for the low and the high cutoff.

        While they learn, by way of one spectrum without the frequencies that neither gate lets
        through: a quarter of the products that the operators and their gradients take.
        """
        if self.folded is not None:
            return (operator @ x @ operator.T for operator in self.folded)
        gates = [self.gate(self.low_logit), self.gate(self.high_logit)]
        kept = int((torch.maximum(*gates) > NEGLIGIBLE).sum())
        basis = self.basis[:kept]
        spectrum = basis @ (x @ basis.T)
        return (basis.T @ (gate[:kept, None] * gate[:kept] * spectrum @ basis) for gate in gates)
