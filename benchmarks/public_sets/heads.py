"""Train a sentence head with the top layers of the shipped encoder, and read it off.

The lower layers stay as shipped, so their activations are computed once and kept.
"""

import copy
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name the field uses
from torch import Tensor, nn

from benchmarks.public_sets.readers import Item, PublicSet
from credibility.model.files import load
from credibility.model.network import Encoder

log = logging.getLogger(__name__)
Measure = Callable[[np.ndarray, np.ndarray], float]
_LONGEST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Settings of one head.

    Attributes:
        frozen: layers of the encoder that stay as shipped, of all that it has.
        passes: passes over the training part; the best one by validation is kept.
        batch: sentences a step.
        encoder_rate, head_rate: learning rates.
        sentences: how many to train on, as evenly from both classes as they allow; 0 means
            all.
    """

    frozen: int
    passes: int
    batch: int
    encoder_rate: float
    head_rate: float
    sentences: int
    dropout: float
    seed: int


@dataclass(slots=True)
class _Cached:
    """A sentence's activations (tokens, width) below the trained layers, and its label."""

    hidden: Tensor
    label: float


class SentenceHead(nn.Module):
    """The encoder's top layers and a linear layer over the mean of a sentence's tokens."""

    def __init__(self, encoder: Encoder, recipe: Recipe, classes: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.frozen = recipe.frozen
        self.dropout = nn.Dropout(recipe.dropout)
        self.output = nn.Linear(encoder.config.hidden_size, max(classes, 1))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Map (batch, tokens, width) and a mask to (batch, classes), or (batch, 1) grades."""
        top = self.encoder.upper(hidden, mask, self.frozen)
        weights = mask.float() / mask.sum(1, keepdim=True)
        pooled = torch.bmm(weights[:, None], top).squeeze(1)
        logits: Tensor = self.output(self.dropout(pooled))
        return logits


def train(
    model_folder: Path, data: PublicSet, recipe: Recipe, measure: Measure, *, test: bool
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the validation part's and, if wanted, the test part's outputs by the best pass.

    Outputs are log-odds of class 1, or grades; shape (sentences,). ``measure`` takes
    (labels, outputs) of the validation part.
    """
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)  # noqa: S311 - an order, not a secret
    model, tokenizer = load(model_folder)
    tokenizer.enable_truncation(_LONGEST)
    training = _chosen(data.train, recipe.sentences, rng)
    labels = torch.tensor([item.label for item in training])
    centre, spread = (0.0, 1.0) if data.classes else (float(labels.mean()), float(labels.std()))
    head = SentenceHead(model.encoder, recipe, data.classes)

    def prepared(items: Sequence[Item]) -> list[_Cached]:
        return [
            _Cached(hidden, (item.label - centre) / spread)
            for item, hidden in zip(
                items, _below(model.encoder, tokenizer, items, recipe.frozen), strict=True
            )
        ]

    examples, validation = prepared(training), prepared(data.validation)
    log.info("kept the activations of %d sentences", len(examples) + len(validation))
    truth = np.asarray([item.label for item in data.validation])
    steps = -(-len(examples) // recipe.batch) * recipe.passes
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [
                    parameter
                    for layer in model.encoder.encoder.layer[recipe.frozen :]
                    for parameter in layer.parameters()
                ],
                "lr": recipe.encoder_rate,
            },
            {"params": list(head.output.parameters()), "lr": recipe.head_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps))),
    )
    best = -np.inf
    kept = copy.deepcopy(head.state_dict())
    started = time.monotonic()
    for index in range(recipe.passes):
        head.train()
        for batch in _batches(examples, recipe.batch, rng):
            hidden, mask = _padded(batch)
            target = torch.tensor([item.label for item in batch])
            logits = head(hidden, mask)
            loss = (
                F.cross_entropy(logits, target.long())
                if data.classes
                else F.mse_loss(logits.squeeze(1), target)
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
        reached = measure(truth, _outputs(head, validation) * spread + centre)
        log.info("pass %d, %.0f s: validation %.4f", index, time.monotonic() - started, reached)
        if reached > best:
            best = reached
            kept = copy.deepcopy(head.state_dict())
    head.load_state_dict(kept)
    return (
        _outputs(head, validation) * spread + centre,
        _outputs(head, prepared(data.test)) * spread + centre if test else None,
    )


@torch.no_grad()
def _below(encoder: Encoder, tokenizer: Any, items: Sequence[Item], layers: int) -> list[Tensor]:
    encoded = tokenizer.encode_batch([item.text for item in items])
    order = sorted(range(len(items)), key=lambda index: len(encoded[index].ids))
    kept: list[Tensor] = [torch.empty(0)] * len(items)
    for start in range(0, len(order), 64):
        part = order[start : start + 64]
        lengths = [len(encoded[index].ids) for index in part]
        ids = torch.ones(len(part), max(lengths), dtype=torch.long)
        mask = torch.zeros_like(ids, dtype=torch.bool)
        for row, index in enumerate(part):
            ids[row, : lengths[row]] = torch.tensor(encoded[index].ids)
            mask[row, : lengths[row]] = True
        hidden = encoder.lower(ids, mask, layers)
        for row, index in enumerate(part):
            # Half precision halves the memory; the activations are of the order of 1.
            kept[index] = hidden[row, : lengths[row]].half()
    return kept


def _chosen(items: list[Item], count: int, rng: random.Random) -> list[Item]:
    if not count:
        return items
    positive = [item for item in items if item.label == 1]
    negative = [item for item in items if item.label == 0]
    fewer = min(len(positive), count // 2)
    return rng.sample(positive, fewer) + rng.sample(negative, min(len(negative), count - fewer))


def _batches(items: list[_Cached], size: int, rng: random.Random) -> Iterator[list[_Cached]]:
    """Yield batches of similar length in random order, each item once."""
    shuffled = rng.sample(items, len(items))
    pool = size * 16
    batches = []
    for start in range(0, len(shuffled), pool):
        part = sorted(shuffled[start : start + pool], key=lambda item: len(item.hidden))
        batches += [part[at : at + size] for at in range(0, len(part), size)]
    rng.shuffle(batches)
    yield from batches


def _padded(batch: Sequence[_Cached]) -> tuple[Tensor, Tensor]:
    hidden = nn.utils.rnn.pad_sequence([item.hidden.float() for item in batch], batch_first=True)
    lengths = torch.tensor([len(item.hidden) for item in batch])
    return hidden, torch.arange(hidden.shape[1])[None] < lengths[:, None]


@torch.no_grad()
def _outputs(head: SentenceHead, items: Sequence[_Cached]) -> np.ndarray:
    head.eval()
    order = sorted(range(len(items)), key=lambda index: len(items[index].hidden))
    result = np.zeros(len(items))
    for start in range(0, len(order), 64):
        part = order[start : start + 64]
        logits = head(*_padded([items[index] for index in part]))
        values = logits[:, 0] if logits.shape[1] == 1 else logits[:, 1] - logits[:, 0]
        result[part] = values.numpy()
    return result
