"""Annotated articles as tensors: one example per window, padded into batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from credibility.document import Span
from credibility.levels import SCALES
from credibility.model.config import SENTENCE_TYPES, SOURCE_TYPES
from credibility.model.windows import EncodedText, Ints, Window, encode, windows
from credibility.training.data import AnnotatedArticle, AnnotatedAttribution, AnnotatedClaim

IGNORE = -100
# Fewer tokens of left context than this may hide a claim's source: it is not scored.
_LEAST_CONTEXT = 64


@dataclass(slots=True)
class Unit:
    """What the claim heads read: a claim, or the content of an attribution.

    ``words`` and ``around`` are word indices in the window; ``levels`` follow the order
    of ``SCALES``; every label may be IGNORE. ``link`` is (start, end) of the mention in
    words, (-1, -1) for none, IGNORE where it lies outside the window. ``cues`` maps each
    hedge-cue word of the sentence to whether it is this claim's.
    """

    words: Ints
    around: Ints
    levels: tuple[int, ...]
    source_type: int
    link: tuple[int, int]
    cues: dict[int, bool]


@dataclass(slots=True)
class Example:
    """One window: token ids with special tokens, and labels per word (IGNORE to mask)."""

    ids: Ints
    positions: Ints
    attribution: Ints
    claim: Ints
    hedge_cue: Ints
    sentences: list[Ints]
    sentence_types: list[int]
    units: list[Unit]
    hidden: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of several examples; names as in ``Example`` and ``Unit``."""

    ids: Tensor
    mask: Tensor
    hidden: Tensor | None
    positions: Tensor
    word_mask: Tensor
    attribution: Tensor
    claim: Tensor
    hedge_cue: Tensor
    sentences: Tensor
    sentence_types: Tensor
    units: Tensor
    around: Tensor
    levels: Tensor
    source_type: Tensor
    link: Tensor
    cues: Tensor


def examples(
    article: AnnotatedArticle, tokenizer: Any, length: int, *, context: bool = True
) -> list[Example]:
    """Cut an article into windows (overlapping if ``context``) and label their words."""
    encoded = encode(tokenizer, article.text)
    cuts = windows(encoded, article.paragraphs, article.sentences, length, context=context)
    return [_example(article, encoded, window, tokenizer) for window in cuts]


def _example(
    article: AnnotatedArticle, encoded: EncodedText, window: Window, tokenizer: Any
) -> Example:
    count = window.end - window.start
    first = int(encoded.first[window.start])
    last = int(encoded.first[window.end])
    begin, end = (tokenizer.token_to_id(token) for token in ("<s>", "</s>"))
    example = Example(
        ids=np.concatenate([[begin], encoded.ids[first:last], [end]]),
        positions=encoded.first[window.start : window.end] - first + 1,
        attribution=np.full(count, IGNORE if article.attributions is None else 0),
        claim=np.full(count, IGNORE if article.claims is None else 0),
        hedge_cue=np.full(count, IGNORE if article.claims is None else 0),
        sentences=[],
        sentence_types=[],
        units=[],
    )
    openings = frozenset(encoded.words_in(*span).start for span in article.sentences)
    spans = _Spans(encoded, window, openings)
    if article.attributions is not None:
        for attribution in article.attributions:
            _add_attribution(example, attribution, article, spans)
    if article.claims is not None:
        _add_claims(example, article, encoded, window, spans)
    return example


@dataclass(frozen=True, slots=True)
class _Spans:
    """Character spans as word indices of one window."""

    encoded: EncodedText
    window: Window
    openings: frozenset[int]

    def words(self, pieces: Iterable[Span]) -> Ints:
        """Return the window's words under the pieces, in order, cut at its edges."""
        found = sorted(
            {
                word - self.window.start
                for piece in pieces
                for word in self.encoded.words_in(*piece)
                if self.window.start <= word < self.window.end
            }
        )
        return np.asarray(found, dtype=np.int64)

    def cut(self, piece: Span) -> bool:
        """Return whether the window begins inside the piece and inside a sentence."""
        begins_sentence = self.window.start in self.openings
        return self.encoded.words_in(*piece).start < self.window.start and not begins_sentence

    def link(self, pieces: Sequence[Span]) -> tuple[int, int]:
        """Return first and last word of a mention, or IGNORE if it is not all inside."""
        words = self.encoded.words_in(*pieces[0])
        start, end = words.start - self.window.start, words.stop - 1 - self.window.start
        if start < 0 or end >= self.window.end - self.window.start or end < start:
            return (IGNORE, IGNORE)
        return (start, end)


def _add_attribution(
    example: Example, attribution: AnnotatedAttribution, article: AnnotatedArticle, spans: _Spans
) -> None:
    for pieces, tag in ((attribution.source, 1), (attribution.cue, 3), (attribution.content, 5)):
        for piece in pieces:
            words = spans.words([piece])
            if len(words):
                example.attribution[words] = tag + 1
                # A span cut off in mid-sentence opens nowhere in this window.
                example.attribution[words[0]] = IGNORE if spans.cut(piece) else tag
    content = spans.words(attribution.content)
    if not len(content) or not attribution.source:
        return
    paragraph = next(span for span in article.paragraphs if span[1] > attribution.content[0][0])
    example.units.append(
        Unit(
            words=content,
            around=np.union1d(spans.words([paragraph]), content),
            levels=(IGNORE,) * len(SCALES),
            source_type=IGNORE,
            link=spans.link(attribution.source),
            cues={},
        )
    )


def _add_claims(
    example: Example,
    article: AnnotatedArticle,
    encoded: EncodedText,
    window: Window,
    spans: _Spans,
) -> None:
    claims = article.claims or ()
    by_sentence: dict[int, list[AnnotatedClaim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    for index, sentence in enumerate(article.sentences):
        words = spans.words([sentence])
        if not len(words):
            continue
        present = by_sentence.get(index, [])
        example.sentences.append(words)
        reason = "claim" if present else article.skipped.get(index, "other")
        example.sentence_types.append(SENTENCE_TYPES.index(reason))
        cue_words = {
            claim_index: set(spans.words(claim.hedge_cues).tolist())
            for claim_index, claim in enumerate(present)
        }
        any_cue = set().union(*cue_words.values())
        taken: set[int] = set()
        for claim_index, claim in enumerate(present):
            own = spans.words(claim.spans)
            _tag_claim(example, [spans.words([piece]) for piece in claim.spans], taken)
            for cue in claim.hedge_cues:
                tagged = spans.words([cue])
                if len(tagged):
                    example.hedge_cue[tagged] = 2
                    example.hedge_cue[tagged[0]] = 1
            # Of an overlong sentence this window holds a part, perhaps without the claim.
            if not len(own):
                continue
            context = encoded.first[window.start + int(own[0])] - encoded.first[window.start]
            if window.start > 0 and context < _LEAST_CONTEXT:
                continue
            example.units.append(
                Unit(
                    words=own,
                    around=words,
                    levels=tuple(claim.levels[scale.name] for scale in SCALES),
                    source_type=SOURCE_TYPES.index(claim.source_type),
                    link=(-1, -1) if claim.mention is None else spans.link([claim.mention]),
                    cues={word: word in cue_words[claim_index] for word in any_cue},
                )
            )


def _tag_claim(example: Example, pieces: list[Ints], taken: set[int]) -> None:
    """Tag a claim's words; a word that two claims share stays with the first."""
    opening = 1
    for piece in pieces:
        free = [word for word in piece.tolist() if word not in taken]
        if not free:
            continue
        example.claim[free] = 2
        example.claim[free[0]] = opening
        opening = 3
        taken.update(free)


def collate(items: Sequence[Example], padding: int) -> Batch:
    """Pad examples into one batch."""
    size = len(items)
    tokens = max(len(item.ids) for item in items)
    words = max(len(item.positions) for item in items)
    sentences = max(1, *(len(item.sentences) for item in items))
    units = max(1, *(len(item.units) for item in items))
    ids = torch.full((size, tokens), padding)
    mask = torch.zeros(size, tokens, dtype=torch.bool)
    positions = torch.zeros(size, words, dtype=torch.long)
    word_mask = torch.zeros(size, words, dtype=torch.bool)
    labels = torch.full((3, size, words), IGNORE)
    sentence_mask = torch.zeros(size, sentences, words, dtype=torch.bool)
    sentence_types = torch.full((size, sentences), IGNORE)
    unit_mask = torch.zeros(size, units, words, dtype=torch.bool)
    around = torch.zeros(size, units, words, dtype=torch.bool)
    levels = torch.full((size, units, len(SCALES)), IGNORE)
    source_type = torch.full((size, units), IGNORE)
    link = torch.full((size, units, 2), IGNORE)
    cues = torch.full((size, units, words), float("nan"))
    for row, item in enumerate(items):
        count = len(item.positions)
        ids[row, : len(item.ids)] = torch.from_numpy(item.ids)
        mask[row, : len(item.ids)] = True
        positions[row, :count] = torch.from_numpy(item.positions)
        word_mask[row, :count] = True
        for layer, tags in enumerate((item.attribution, item.claim, item.hedge_cue)):
            labels[layer, row, :count] = torch.from_numpy(tags)
        for column, sentence in enumerate(item.sentences):
            sentence_mask[row, column, sentence] = True
            sentence_types[row, column] = item.sentence_types[column]
        for column, unit in enumerate(item.units):
            unit_mask[row, column, unit.words] = True
            around[row, column, unit.around] = True
            levels[row, column] = torch.tensor(unit.levels)
            source_type[row, column] = unit.source_type
            # "No mention" is the place after the last word of the padded batch.
            link[row, column] = torch.tensor([words if at == -1 else at for at in unit.link])
            for word, mine in unit.cues.items():
                cues[row, column, word] = float(mine)
    hidden = None
    if items[0].hidden is not None:
        hidden = torch.nn.utils.rnn.pad_sequence(
            [item.hidden for item in items if item.hidden is not None], batch_first=True
        )
    return Batch(
        ids, mask, hidden, positions, word_mask, labels[0], labels[1], labels[2],
        sentence_mask, sentence_types, unit_mask, around, levels, source_type, link, cues,
    )  # fmt: skip
