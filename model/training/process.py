"""How the process that trains is set up."""

import torch


def set_up(threads: int, seed: int) -> None:
    """Before anything is computed, and before a network draws its first weights."""
    torch.set_num_threads(threads)
    # Denormals slow a processor down. Threads inherit this, so it comes before the first of them.
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)
