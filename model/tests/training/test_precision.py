import pytest
import torch
from torch.backends import cpu

from training.precision import autocast


@pytest.mark.parametrize(
    ("capability", "expected"),
    [("AVX512", torch.bfloat16), ("AVX2", torch.float32), ("DEFAULT", torch.float32)],
)
def test_a_processor_computes_in_bfloat16_from_avx_512_on_alone(
    capability: str, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu, "get_cpu_capability", lambda: capability)
    with autocast("cpu"):
        assert torch.nn.Linear(2, 2)(torch.zeros(1, 2)).dtype == expected


@pytest.mark.parametrize("has_it", [True, False])
def test_a_gpu_computes_in_bfloat16_where_it_has_it(
    has_it: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def supported(including_emulation: bool = True) -> bool:
        return including_emulation or has_it

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", supported)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    with autocast("cuda"):
        assert torch.is_autocast_enabled("cuda") == has_it
