"""Encoder matrices as int8 with a scale per output row, all other weights as they are.

Rounding to the nearest of 255 steps per row (symmetric, scale = max|w| / 127) keeps a
base-size encoder within the repository's limits; weights are widened when loaded.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

_SCALE = ".scale"


def narrow(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a model's weights as they are stored."""
    tensors: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if name.startswith("encoder.") and tensor.dim() == 2:
            scale = tensor.float().abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            tensors[name] = (tensor.float() / scale).round().to(torch.int8)
            tensors[name + _SCALE] = scale.squeeze(1)
        else:
            tensors[name] = tensor.contiguous()
    return tensors


def widen(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return stored weights as a model takes them, in float32."""
    return {
        name: tensor.float() * stored[name + _SCALE].unsqueeze(1)
        if name + _SCALE in stored
        else tensor
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }
