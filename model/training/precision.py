"""In which type training computes: bfloat16 where the device does, else float32."""

import torch


def autocast(device: str) -> torch.autocast:
    """A context in bfloat16 on GPUs that have it and on processors with AVX-512.

    PyTorch hands bfloat16 convolutions to oneDNN from AVX-512 on alone; below, a step takes nine
    times as long as in float32 (77 s against 9 s, the compact network, 16 pictures at 512 px).
    """
    return torch.autocast(device, torch.bfloat16, enabled=_computes_bfloat16(device))


def _computes_bfloat16(device: str) -> bool:
    if torch.device(device).type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.backends.cpu.get_cpu_capability().startswith("AVX512")
