"""The precision that this processor computes the encoder in fastest."""

import torch


def native_precision() -> torch.dtype:
    """Return bfloat16 where the processor has it (AVX512-BF16 or AMX), else float32.

    Without native support torch computes bfloat16 products dozens of times slower.
    """
    capabilities = torch.cpu.get_capabilities()
    native = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return torch.bfloat16 if native else torch.float32
