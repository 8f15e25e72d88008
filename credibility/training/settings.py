"""Settings of a training run, read from one TOML file."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from credibility.errors import InputError


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a training run; every part goes on from the one before.

    Attributes:
        name: its folder below the run's.
        seed: of the order of the windows, and of dropout.
        frozen: layers of the encoder that are not trained.
        epochs: passes.
        newsclaims_share, polnear_share: share of each set read in a pass; newsclaims' training
            part includes our own annotation.
        polnear_window: tokens a window of PolNeAR; few, where short texts are to be read well.
        encoder_rate, head_rate, layer_decay: learning rates; each layer below the top
            gets the rate of the one above times ``layer_decay``.
        warmup: share of the steps in which the rates rise; then they fall linearly to 0.
    """

    name: str
    seed: int
    frozen: int
    epochs: int
    newsclaims_share: float
    polnear_share: float
    polnear_window: int
    encoder_rate: float
    head_rate: float
    layer_decay: float
    warmup: float


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run is made from: paths, sizes, rates, and its parts.

    Attributes:
        data: folder with the public sets (``newsclaims``, ``sourcing-polnear``).
        annotations: folder with our own annotation to train on beside newsclaims
            (``own-train.jsonl``, and ``polnear-train.jsonl`` without its texts).
        prepared: folder for what ``prepare`` writes.
        encoder: folder of the pretrained encoder (MPNet) with its ``tokenizer.json``.
        run: folder for checkpoints and unfinished models, one below it for every part.
        output: folder that receives the finished model.
        licence_clean: leave out every set without a stated permissive licence.
        release: the version that the model gives of itself.
        calibration_articles: newsclaims training articles kept back to calibrate on, drawn
            by ``split_seed``.
        threads: of the processor.
        layers: layers kept of the encoder.
        window: tokens a window, special tokens included.
        dropout: share dropped before every head.
        batch_tokens: padded tokens a step.
        weight_decay, clip: of AdamW; largest norm of the gradient.
        checkpoint_minutes: between two checkpoints.
        loss_weights: weight per task.
        parts: what is trained, in order.
    """

    data: Path
    annotations: Path
    prepared: Path
    encoder: Path
    run: Path
    output: Path
    licence_clean: bool
    release: str
    split_seed: int
    threads: int
    calibration_articles: int
    layers: int
    window: int
    dropout: float
    batch_tokens: int
    weight_decay: float
    clip: float
    checkpoint_minutes: float
    loss_weights: dict[str, float]
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1)]

    def trained(self, part: Part) -> Path:
        """Return the folder of the model that ``part`` ends with."""
        return self.run / part.name / "model"


def read_settings(path: Path) -> Settings:
    """Read ``path``; relative folders in it count from the working directory.

    Raises:
        InputError: if the file is missing, is not TOML or lacks or misspells a setting.
    """
    try:
        raw = tomllib.loads(path.read_text())
        settings = msgspec.convert(raw, Settings, strict=True, dec_hook=_path)
    except FileNotFoundError as error:
        raise InputError(f"The settings file {path} does not exist.") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"The settings file {path} is not valid: {error}.") from error
    if len({part.name for part in settings.parts}) < len(settings.parts):
        raise InputError(f"The settings file {path} is not valid: two parts have one name.")
    return settings


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)
