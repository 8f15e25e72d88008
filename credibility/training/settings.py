"""Settings of a training run, read from one TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from credibility.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every path, seed and number of a run; nothing that shapes weights lives elsewhere.

    Attributes:
        data: folder with the public sets (``newsclaims``, ``sourcing-polnear``).
        annotations: folder with our own annotation to train on beside newsclaims
            (``own-train.jsonl``, and ``polnear-train.jsonl`` without its texts).
        prepared: folder for what ``prepare`` writes.
        encoder: folder of the pretrained encoder (MPNet) with its ``tokenizer.json``.
        start: folder of a trained model to go on from instead of the encoder, if any.
        run: folder for checkpoints and logs.
        output: folder that receives the finished model.
        licence_clean: leave out every set without a stated permissive licence.
        calibration_articles: newsclaims training articles kept back to calibrate on, drawn
            by ``split_seed``: the same in every part of a recipe.
        layers, frozen: layers kept of the encoder, and how many of them are not trained.
        window: tokens a window, special tokens included.
        epochs: passes.
        newsclaims_share, polnear_share: share of each set read in a pass.
        polnear_window: tokens a window of PolNeAR; few, where short texts are to be read well.
        batch_tokens: padded tokens a step.
        encoder_rate, head_rate, layer_decay: learning rates; each layer below the top
            gets the rate of the one above times ``layer_decay``.
        loss_weights: weight per task.
    """

    data: Path
    annotations: Path
    prepared: Path
    encoder: Path
    run: Path
    output: Path
    licence_clean: bool
    seed: int
    threads: int
    calibration_articles: int
    split_seed: int
    layers: int
    frozen: int
    window: int
    dropout: float
    epochs: int
    newsclaims_share: float
    polnear_share: float
    polnear_window: int
    batch_tokens: int
    encoder_rate: float
    head_rate: float
    layer_decay: float
    warmup: float
    weight_decay: float
    clip: float
    checkpoint_minutes: float
    release: str
    loss_weights: dict[str, float]
    start: Path | None = None


def read_settings(path: Path) -> Settings:
    """Read ``path``; relative folders in it count from the working directory.

    Raises:
        InputError: if the file is missing, is not TOML or lacks or misspells a setting.
    """
    try:
        raw = tomllib.loads(path.read_text())
        return msgspec.convert(raw, Settings, strict=True, dec_hook=_path)
    except FileNotFoundError as error:
        raise InputError(f"The settings file {path} does not exist.") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"The settings file {path} is not valid: {error}.") from error


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)
