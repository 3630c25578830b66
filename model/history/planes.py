"""Names and order of the evidence, as ``core/history/planes.ts`` gives it."""

PLANES = (
    "llr_nonzero",
    "llr_all",
    "excess",
    "variance",
    "informative",
    "zeros_main",
    "zeros_gain",
    "zeros_shifted",
    "zeros_second",
    "vote_main",
    "vote_other",
    "texture",
    "luma",
    "clipped",
    "residual",
    "flat",
    "excess_low",
    "variance_low",
    "excess_earlier",
    "variance_earlier",
    "llr_earlier",
    "informative_earlier",
    "middle_frequencies",
    "high_frequencies",
)
"""Per cell. ``llr``: log-likelihood ratio of double against single quantisation; ``excess``: the
ratio less its expectation for coefficients of that strength, with its variance; ``low``: of the six
lowest frequencies; ``earlier``: of a saving before the last one."""
FIGURES = 13
"""How many figures describe the whole picture; the last is by how much it had been scaled."""


def index(name: str) -> int:
    return PLANES.index(name)
