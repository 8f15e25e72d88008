"""The model's folder: weights, configuration and tokenizer, checked when read."""

import hashlib
from pathlib import Path

from safetensors import SafetensorError
from tokenizers import Tokenizer

from credibility.errors import ModelError
from credibility.model.network import CONFIG, WEIGHTS, CredibilityModel

TOKENIZER = "tokenizer.json"
# What to do where a model cannot be used, for a message that says why.
ADVICE = (
    "restore the folder with `git checkout models`, or name another with --model or in "
    "CREDIBILITY_MODEL"
)


def save(model: CredibilityModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights, configuration and tokenizer to ``folder``."""
    model.save_pretrained(folder)
    tokenizer.save(str(folder / TOKENIZER))


def load(folder: Path) -> tuple[CredibilityModel, Tokenizer]:
    """Read what ``save`` wrote; the model is in evaluation mode, float32.

    Raises:
        ModelError: if a file is missing, damaged or does not fit this version.
    """
    for name in (CONFIG, WEIGHTS, TOKENIZER):
        if not (folder / name).is_file():
            raise ModelError(f"The model file {folder / name} is missing: {ADVICE}.")
    damaged = ModelError(f"The model in {folder} is damaged: {ADVICE}.")
    try:
        model = CredibilityModel.from_pretrained(folder)
    except RuntimeError as error:
        raise ModelError(
            f"The model in {folder} does not fit this version of credibility: {ADVICE}."
        ) from error
    except (SafetensorError, ValueError, TypeError, OSError) as error:
        raise damaged from error
    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    # The tokenizers library raises a bare Exception on a damaged file.
    except Exception as error:
        raise damaged from error
    return model, tokenizer


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of the weight file and the configuration, as hex."""
    digest = hashlib.sha256()
    for name in (WEIGHTS, CONFIG):
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
