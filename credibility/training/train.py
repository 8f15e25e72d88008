"""Stage 2: fine-tune the encoder with all heads at once, resumable from checkpoints."""

import functools
import itertools
import json
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from credibility.errors import InputError
from credibility.model.config import CredibilityConfig
from credibility.model.files import fingerprint, load, save
from credibility.model.network import CredibilityModel
from credibility.model.precision import native_precision
from credibility.training.batches import Batch, Example, collate, examples
from credibility.training.data import read_articles
from credibility.training.losses import level_weights, losses
from credibility.training.progress import window_metrics
from credibility.training.settings import Part, Settings, read_settings

log = logging.getLogger(__name__)
_PADDING = 1
# Settings that change no weight, or no weight of this part.
_OF_THE_MACHINE = frozenset({"run", "output", "threads", "checkpoint_minutes", "parts"})


def run(settings_path: Path) -> None:
    """Train part after part and write each part's uncalibrated model below ``settings.run``.

    A part that is finished is not trained again; one that was interrupted goes on from its
    last checkpoint.

    Raises:
        InputError: if there is a part made by other settings, or from another model.
    """
    settings = read_settings(settings_path)
    torch.set_num_threads(settings.threads)
    start: Path | None = None
    for part in settings.parts:
        folder = settings.trained(part).parent
        _claim_folder(folder, settings, part, start)
        if settings.trained(part).is_dir():
            log.info("%s is finished: remove %s to train it again", part.name, folder)
        else:
            _train(settings, part, start)
        start = settings.trained(part)


def _claim_folder(folder: Path, settings: Settings, part: Part, start: Path | None) -> None:
    """Note in a part's folder what it is made from, or check what is noted there."""
    made_from = json.dumps(
        {
            "settings": {
                name: value
                for name, value in msgspec.to_builtins(settings, enc_hook=str).items()
                if name not in _OF_THE_MACHINE
            },
            "part": msgspec.to_builtins(part),
            "start": None if start is None else fingerprint(start),
        },
        indent=1,
    )
    note = folder / "made-from.json"
    if note.exists() and note.read_text() != made_from:
        raise InputError(
            f"{folder} was made by other settings or from another model: remove it, or name "
            "another `run` folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(made_from)


def _train(settings: Settings, part: Part, start: Path | None) -> None:
    torch.manual_seed(part.seed)
    tokenizer = Tokenizer.from_file(str(settings.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = initial(settings, start)
    _freeze(model, part.frozen)

    read = functools.partial(_read, settings.prepared, tokenizer)
    claims = read("newsclaims-train", settings.window, context=True)
    attributions = read("polnear-train", part.polnear_window, context=False)
    held_out = {
        name: read(name, settings.window, context=True)
        for name in ("newsclaims-calibration", "polnear-dev")
    }
    plan = _plan(part, settings.batch_tokens, claims, attributions)
    planned = {id(item): item for batch, _ in plan for item in batch}
    for item in itertools.chain(planned.values(), *held_out.values()):
        item.hidden = _frozen_part(model, item, part.frozen)
    log.info("%s: cached the frozen layers of %d windows", part.name, len(planned))

    levels = torch.tensor([unit.levels for item in claims for unit in item.units])
    weights = level_weights(levels)
    optimizer = _optimizer(model, settings, part)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step, len(plan), part.warmup)
    )
    checkpoint = settings.trained(part).with_name("checkpoint.pt")
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["step"]
    saved = started = time.monotonic()
    running: dict[str, float] = {}
    for step in range(done, len(plan)):
        items, epoch_ends = plan[step]
        # Seeded per step, so that a resumed run drops out as an unbroken one would.
        torch.manual_seed(part.seed + step)
        model.train()
        batch = collate(items, _PADDING)
        parts = losses(model, _trained_part(model, batch, part.frozen), batch, weights)
        total = torch.stack(
            [settings.loss_weights[name] * value for name, value in parts.items()]
        ).sum()
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings.clip)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        for name, value in parts.items():
            running[name] = 0.95 * running.get(name, value.item()) + 0.05 * value.item()
        if step % 20 == 0:
            log.info(
                "step %d of %d, %.0f s: %s", step, len(plan), time.monotonic() - started,
                " ".join(f"{name} {value:.3f}" for name, value in running.items()),
            )  # fmt: skip
        if epoch_ends:
            figures = evaluate_windows(model, held_out, part.frozen)
            log.info("held out after step %d: %s", step, json.dumps(figures))
        if epoch_ends or time.monotonic() - saved > settings.checkpoint_minutes * 60:
            _checkpoint(checkpoint, model, optimizer, schedule, step + 1)
            saved = time.monotonic()
    # Written beside and moved: half a model would count as a finished one.
    unfinished = settings.trained(part).with_name("unfinished")
    save(model, tokenizer, unfinished)
    unfinished.rename(settings.trained(part))


def initial(settings: Settings, start: Path | None) -> CredibilityModel:
    """Return the model to train: the one in ``start``, or a pretrained encoder's first
    layers with fresh heads.
    """
    if start is not None:
        model, _ = load(start)
        return model
    encoder = json.loads((settings.encoder / "config.json").read_text())
    shape = ("vocab_size", "hidden_size", "num_attention_heads", "intermediate_size",
             "hidden_act", "max_position_embeddings", "layer_norm_eps",
             "relative_attention_num_buckets")  # fmt: skip
    config = CredibilityConfig(
        encoder={name: encoder[name] for name in shape} | {"num_hidden_layers": settings.layers},
        window=settings.window,
        dropout=settings.dropout,
        release=settings.release,
    )
    model = CredibilityModel(config)
    stored = load_file(settings.encoder / "model.safetensors")
    wanted = model.encoder.state_dict()
    model.encoder.load_state_dict({name: stored[name] for name in wanted})
    # Where no article has attributions (`licence_clean`), this head shall find none.
    torch.nn.init.zeros_(model.attribution_head.weight)
    return model


def _freeze(model: CredibilityModel, layers: int) -> None:
    encoder = model.encoder
    encoder.embeddings.requires_grad_(False)
    # The fused attention kernel takes the position bias as a mask, without a gradient.
    encoder.encoder.relative_attention_bias.requires_grad_(False)
    for layer in encoder.encoder.layer[:layers]:
        layer.requires_grad_(False)


def _read(
    folder: Path, tokenizer: Tokenizer, name: str, window: int, *, context: bool
) -> list[Example]:
    return [
        example
        for article in read_articles(folder / f"{name}.jsonl")
        for example in examples(article, tokenizer, window, context=context)
    ]


@torch.no_grad()
def _frozen_part(model: CredibilityModel, item: Example, layers: int) -> Tensor:
    ids = torch.from_numpy(item.ids)[None]
    with _mixed():
        hidden: Tensor = model.encoder.lower(ids, torch.ones_like(ids, dtype=torch.bool), layers)
    # Kept in half the memory, on processors without bfloat16 arithmetic too.
    return hidden[0].to(torch.bfloat16)


def _trained_part(model: CredibilityModel, batch: Batch, layers: int) -> Tensor:
    if batch.hidden is None:
        raise ValueError("the frozen layers have not been run on this batch")
    with _mixed() as mixed:
        lower = batch.hidden if mixed else batch.hidden.float()
        hidden: Tensor = model.encoder.upper(lower, batch.mask, layers)
    return hidden.float()


@contextmanager
def _mixed() -> Iterator[bool]:
    """Compute in bfloat16 where the processor can; the value says whether it does."""
    native = native_precision() == torch.bfloat16
    with torch.autocast("cpu", torch.bfloat16, enabled=native):
        yield native


def _plan(
    part: Part, batch_tokens: int, claims: list[Example], attributions: list[Example]
) -> list[tuple[list[Example], bool]]:
    """Return the batches of the whole run, and whether each ends an epoch."""
    rng = random.Random(part.seed)  # noqa: S311 - an order, not a secret
    drawn = []
    for items, share in (
        (claims, part.newsclaims_share),
        (attributions, part.polnear_share),
    ):
        order = list(items)
        rng.shuffle(order)
        drawn.append((itertools.cycle(order), round(len(order) * share)))
    plan: list[tuple[list[Example], bool]] = []
    for _ in range(part.epochs):
        items = [item for endless, count in drawn for item in itertools.islice(endless, count)]
        batches = list(_batches(items, batch_tokens, rng))
        plan.extend((batch, index == len(batches) - 1) for index, batch in enumerate(batches))
    return plan


def _batches(items: list[Example], budget: int, rng: random.Random) -> Iterator[list[Example]]:
    """Yield batches of similar length under a budget of padded tokens, in random order."""
    shuffled = list(items)
    rng.shuffle(shuffled)
    # Sorting whole pools of a few batches keeps padding low and the order random.
    pool_size = 48
    batches: list[list[Example]] = []
    for start in range(0, len(shuffled), pool_size):
        pool = sorted(shuffled[start : start + pool_size], key=lambda item: -len(item.ids))
        while pool:
            count = max(1, budget // len(pool[0].ids))
            batches.append(pool[:count])
            pool = pool[count:]
    rng.shuffle(batches)
    yield from batches


def _optimizer(model: CredibilityModel, settings: Settings, part: Part) -> torch.optim.AdamW:
    top = settings.layers - 1
    groups = [
        {
            "params": list(layer.parameters()),
            "lr": part.encoder_rate * part.layer_decay ** (top - index),
        }
        for index, layer in enumerate(model.encoder.encoder.layer)
        if index >= part.frozen
    ]
    heads = [
        parameter for name, parameter in model.named_parameters() if not name.startswith("encoder.")
    ]
    groups.append({"params": heads, "lr": part.head_rate})
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay, betas=(0.9, 0.98))


def _rate(step: int, total: int, warmup: float) -> float:
    """Rise linearly over the warm-up, then fall linearly to nothing."""
    rising = max(1, round(total * warmup))
    falling = max(1, total - rising)
    return (step + 1) / rising if step < rising else max(0.0, (total - step) / falling)


def _checkpoint(
    path: Path,
    model: CredibilityModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "step": step,
    }
    # Written beside and moved, so that a kill in mid-write costs nothing.
    unfinished = path.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(path)


@torch.no_grad()
def evaluate_windows(
    model: CredibilityModel, held_out: dict[str, list[Example]], frozen: int
) -> dict[str, dict[str, float]]:
    """Return quick figures per held-out set, window by window."""
    model.eval()
    result = {}
    for name, items in held_out.items():
        if not items:
            continue
        ordered = sorted(items, key=lambda item: -len(item.ids))
        pairs = []
        for start in range(0, len(ordered), 6):
            batch = collate(ordered[start : start + 6], _PADDING)
            hidden = _trained_part(model, batch, frozen)
            words = model.words(hidden, batch.positions)
            scored = model.score(words, batch.word_mask, batch.units, batch.around)
            pairs.append((batch, model.tag(words), scored))
        result[name] = window_metrics(pairs)
    return result
