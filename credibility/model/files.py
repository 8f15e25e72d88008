"""Weight files: encoder matrices as int8 with a scale per output row, the rest as it is.

Rounding to the nearest of 255 steps per row (symmetric, scale = max|w| / 127) keeps a
base-size encoder within the repository's limits; weights are widened when loaded.
"""

import hashlib
import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from credibility.errors import ModelError
from credibility.model.config import CredibilityConfig
from credibility.model.network import CredibilityModel

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
_SCALE = ".scale"
_ADVICE = "restore the folder with `git checkout models`, or name another with --model"


def save(model: CredibilityModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights, configuration and tokenizer to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, Tensor] = {}
    for name, tensor in model.state_dict().items():
        if name.startswith("encoder.") and tensor.dim() == 2:
            scale = tensor.float().abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            tensors[name] = (tensor.float() / scale).round().to(torch.int8)
            tensors[name + _SCALE] = scale.squeeze(1)
        else:
            tensors[name] = tensor.contiguous()
    save_file(tensors, folder / WEIGHTS)
    (folder / CONFIG).write_text(model.config.to_json_string())
    tokenizer.save(str(folder / TOKENIZER))


def load(folder: Path) -> tuple[CredibilityModel, Tokenizer]:
    """Read what ``save`` wrote; the model is in evaluation mode, float32.

    Raises:
        ModelError: if a file is missing, damaged or does not fit this version.
    """
    for name in (CONFIG, WEIGHTS, TOKENIZER):
        if not (folder / name).is_file():
            raise ModelError(f"The model file {folder / name} is missing: {_ADVICE}.")
    try:
        config = CredibilityConfig.from_dict(json.loads((folder / CONFIG).read_text()))
        stored = load_file(folder / WEIGHTS)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    # The tokenizers library raises bare Exception on a damaged file.
    except (SafetensorError, ValueError, TypeError, OSError, Exception) as error:
        raise ModelError(f"The model in {folder} is damaged: {_ADVICE}.") from error
    state = {
        name: tensor.float() * stored[name + _SCALE].unsqueeze(1)
        if name + _SCALE in stored
        else tensor
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }
    # Built without memory of its own, since every weight comes from the file.
    with torch.device("meta"):
        model = CredibilityModel(config)
    try:
        model.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        raise ModelError(
            f"The model in {folder} does not fit this version of credibility: {_ADVICE}."
        ) from error
    return model.eval(), tokenizer


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of the weight file and the configuration, as hex."""
    digest = hashlib.sha256()
    for name in (WEIGHTS, CONFIG):
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
