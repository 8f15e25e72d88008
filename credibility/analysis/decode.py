"""From the heads' outputs on one window to consistent claims.

Each head alone may contradict another (a source type at "no source", a hedged claim
without a cue). Decoding is joint: the level decides, and the evidence that fits it best is
taken, so that source and type agree with the sourcing level, and cues with hedging.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from credibility.analysis.raw import RawClaim, RawSource
from credibility.analysis.validate import TYPES_AT_LEVEL
from credibility.document import Article, Skipped, Span
from credibility.levels import SCALES, ScoreName, SkipReason
from credibility.model.config import (
    ATTRIBUTION_TAGS,
    CLAIM_TAGS,
    HEDGE_CUE_TAGS,
    SENTENCE_TYPES,
    SOURCE_TYPES,
    CredibilityConfig,
)
from credibility.model.tagging import runs, transitions, viterbi
from credibility.model.windows import EncodedText, Window

Floats = npt.NDArray[np.float64]
WordSpan = tuple[int, int]

SKIP_REASONS: tuple[SkipReason, ...] = ("question", "boilerplate", "fragment", "other")
_LONGEST_MENTION = 30
# Between two claims of a sentence stands at least a comma or an "and".
_CLAIM_TRANSITIONS = transitions(CLAIM_TAGS)
_CUE_TRANSITIONS = transitions(HEDGE_CUE_TAGS)
_ATTRIBUTION_TRANSITIONS = transitions(ATTRIBUTION_TAGS)
# One word asserts nothing.
_FEWEST_WORDS = 2
# Quotation marks and punctuation stay outside a claim's edges (guidelines, section 1).
_OPENING_MARKS = tuple("\"“„«‘'")
_EDGES = " \t\n.,;:!?\"'“”„«»‘’`–—-…()[]"


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """A sentence of the article as words ``[start, end)`` of a window."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaggedWindow:
    """What the token heads say of one window, decoded.

    Word positions count from the window's first word. ``claims`` are the fragments of
    each claim with its sentence; ``cues`` are hedge cues; ``speech`` are attribution cues.
    """

    sentences: tuple[SentenceWords, ...]
    claims: tuple[tuple[SentenceWords, tuple[WordSpan, ...]], ...]
    skipped: tuple[Skipped, ...]
    cues: tuple[WordSpan, ...]
    cue_evidence: Floats
    speech: tuple[WordSpan, ...]


def sentence_words(
    article: Article, encoded: EncodedText, window: Window
) -> tuple[SentenceWords, ...]:
    """Return the sentences that lie in the window at least partly.

    Of a sentence so long that the window before scored its first part, only the rest.
    """
    found = []
    for index, sentence in enumerate(article.sentences):
        words = encoded.words_in(*sentence)
        cut = words.start < window.new < words.stop
        start = window.new if cut else max(words.start, window.start)
        end = min(words.stop, window.end)
        if start < end:
            found.append(SentenceWords(index, start - window.start, end - window.start))
    return tuple(found)


def resumed_quotations(text: str, encoded: EncodedText, window: Window) -> list[bool]:
    """Return per word whether a quotation mark and then a small letter stand there."""
    return [
        text[start].islower() and text[start - 1 : start] in _OPENING_MARKS
        for start in encoded.starts[window.start : window.end].tolist()
    ]


def decode_tags(
    sentences: tuple[SentenceWords, ...],
    *,
    new: int,
    attribution: Floats,
    claim: Floats,
    hedge_cue: Floats,
    sentence_types: Floats,
    resumed: Sequence[bool],
) -> TaggedWindow:
    """Decode the token heads of one window.

    Args:
        sentences: the window's sentences.
        new: first word that is scored in this window; earlier ones are context.
        attribution, claim, hedge_cue: (words, tags) log-probabilities.
        sentence_types: (sentences, types) probabilities.
        resumed: per word what ``resumed_quotations`` says.
    """
    starts = [False] * len(claim)
    for sentence in sentences:
        starts[sentence.start] = True
    claim_runs = runs(viterbi(claim, _CLAIM_TRANSITIONS, starts).tolist(), CLAIM_TAGS)
    cue_tags = viterbi(hedge_cue, _CUE_TRANSITIONS, starts).tolist()
    speech_tags = viterbi(attribution, _ATTRIBUTION_TRANSITIONS, starts).tolist()
    speech = tuple((a, b) for tag, a, b in runs(speech_tags, ATTRIBUTION_TAGS) if "cue" in tag)
    claim_runs = _continued(claim_runs, claim, speech, resumed)
    claims: list[tuple[SentenceWords, tuple[WordSpan, ...]]] = []
    skipped: list[Skipped] = []
    for sentence, types in zip(sentences, sentence_types, strict=True):
        if sentence.start < new:
            continue
        inside = [run for run in claim_runs if sentence.start <= run[1] < sentence.end]
        is_claim = float(types[SENTENCE_TYPES.index("claim")])
        groups = [] if is_claim < _NO_CLAIM_BELOW else _group(inside)
        if not groups:
            reason = SKIP_REASONS[int(types[1:].argmax())]
            skipped.append(Skipped(sentence.index, reason))
        claims.extend((sentence, fragments) for fragments in groups)
    return TaggedWindow(
        sentences=sentences,
        claims=tuple(claims),
        skipped=tuple(skipped),
        cues=tuple((a, b) for _, a, b in runs(cue_tags, HEDGE_CUE_TAGS)),
        cue_evidence=1 - np.exp(hedge_cue[:, 0]),
        speech=speech,
    )


def with_claims(
    tagged: TaggedWindow,
    given: Mapping[int, Sequence[tuple[Span, ...]]],
    encoded: EncodedText,
    window: Window,
) -> TaggedWindow:
    """Replace the claims found by given ones (character spans by sentence)."""
    claims = []
    for sentence in tagged.sentences:
        if sentence.start < window.new - window.start:
            continue
        for spans in given.get(sentence.index, ()):
            words = [encoded.words_in(*span) for span in spans]
            fragments = tuple(
                (each.start - window.start, min(each.stop, window.end) - window.start)
                for each in words
                if each and each.start < window.end
            )
            claims.append((sentence, fragments))
    return replace(tagged, claims=tuple(claims), skipped=())


# Below this probability that the sentence holds a claim, its claim tags are not believed.
_NO_CLAIM_BELOW = 0.2


def _continued(
    found: Sequence[tuple[str, int, int]],
    claim: Floats,
    speech: Sequence[WordSpan],
    resumed: Sequence[bool],
) -> list[tuple[str, int, int]]:
    """Mark as further fragments the runs that an attribution frame cut off.

    After "said" and the like, a run goes on with the claim before if its quotation resumes
    in the middle of a sentence, or if its first word is likelier inside a claim than at the
    beginning of one: "C" alone is too rare in training to be the likeliest tag there.
    """
    begin, inside, further = (CLAIM_TAGS.index(tag) for tag in "BIC")
    result: list[tuple[str, int, int]] = []
    for tag, first, last in found:
        interrupted = result and any(result[-1][2] <= cue[0] and cue[1] <= first for cue in speech)
        goes_on = np.logaddexp(claim[first, inside], claim[first, further])
        continues = resumed[first] or goes_on > claim[first, begin]
        opening = "C" if interrupted and continues else tag
        result.append((opening, first, last))
    return result


def _group(inside: Sequence[tuple[str, int, int]]) -> list[tuple[WordSpan, ...]]:
    """Join the fragments of interrupted claims ("C" continues the claim before it)."""
    groups: list[list[WordSpan]] = []
    for tag, first, last in inside:
        if tag == "C" and groups:
            groups[-1].append((first, last))
        else:
            groups.append([(first, last)])
    sizes = [sum(last - first for first, last in group) for group in groups]
    return [
        tuple(group) for group, size in zip(groups, sizes, strict=True) if size >= _FEWEST_WORDS
    ]


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """What the claim heads say of one claim; words count from the window's first.

    ``logits`` per score; ``source_type`` (types,), ``link_start`` and ``link_end``
    (words + 1,) log-probabilities; ``cue`` (words,) probabilities.
    """

    logits: dict[str, Floats]
    source_type: Floats
    link_start: Floats
    link_end: Floats
    cue: Floats


class WindowDecoder:
    """Turns one window's tagged words and claim scores into claims of the article."""

    def __init__(
        self,
        config: CredibilityConfig,
        text: str,
        encoded: EncodedText,
        window: Window,
        tagged: TaggedWindow,
    ) -> None:
        self._config = config
        self._text = text
        self._encoded = encoded
        self._offset = window.start
        self._tagged = tagged
        self._claims_in = [sentence.index for sentence, _ in tagged.claims]

    def claim(self, index: int, scores: ClaimScores) -> RawClaim | None:
        """Return the window's claim number ``index``, or None if only punctuation is left."""
        sentence, fragments = self._tagged.claims[index]
        spans = [span for piece in fragments if (span := self._trimmed(piece))]
        if not spans:
            return None
        probabilities: dict[ScoreName, tuple[float, ...]] = {}
        uncertain: set[ScoreName] = set()
        for scale in SCALES:
            values = calibrated(scores.logits[scale.name], self._config.calibration[scale.name])
            probabilities[scale.name] = tuple(float(value) for value in values)
            if normalised_entropy(values) > self._config.uncertain_above[scale.name]:
                uncertain.add(scale.name)
        hedged = int(np.argmax(probabilities["hedging"]))
        sourced = int(np.argmax(probabilities["sourcing"]))
        return RawClaim(
            sentence=sentence.index,
            spans=tuple(spans),
            probabilities=probabilities,
            uncertain=frozenset(uncertain),
            hedge_cues=self._cues(sentence, fragments, scores) if hedged else (),
            sources=(self._source(sourced, scores),) if sourced else (),
        )

    def _cues(
        self, sentence: SentenceWords, fragments: tuple[WordSpan, ...], scores: ClaimScores
    ) -> tuple[Span, ...]:
        """Return the sentence's hedge cues that belong to the claim: at least one."""
        alone = self._claims_in.count(sentence.index) == 1
        own = [
            cue
            for cue in self._tagged.cues
            if sentence.start <= cue[0] < sentence.end
            and (alone or scores.cue[cue[0] : cue[1]].mean() > 0.5)
        ]
        if not own:
            inside = slice(sentence.start, sentence.end)
            evidence = self._tagged.cue_evidence[inside] * scores.cue[inside]
            best = sentence.start + int(evidence.argmax())
            own = [(best, best + 1)]
        return tuple(self._span(cue) for cue in own)

    def _source(self, level: int, scores: ClaimScores) -> RawSource:
        """Return the source whose type fits ``level``, at the likeliest mention."""
        fitting = TYPES_AT_LEVEL[level]
        kind = max(fitting, key=lambda name: float(scores.source_type[SOURCE_TYPES.index(name)]))
        mention = self._mention(scores)
        near = [
            cue
            for cue in self._tagged.speech
            if self._same_sentence(cue, mention) and not _overlap(cue, mention)
        ]
        cue = min(near, key=lambda cue: _distance(cue, mention), default=None)
        return RawSource(
            self._trimmed(mention) or self._span(mention),
            kind,
            None if cue is None else self._trimmed(cue) or self._span(cue),
        )

    def _mention(self, scores: ClaimScores) -> WordSpan:
        start, end = scores.link_start[:-1], scores.link_end[:-1]
        best, span = -np.inf, (0, 1)
        for sentence in self._tagged.sentences:
            inside = slice(sentence.start, sentence.end)
            pairs = start[inside, None] + end[None, inside]
            size = sentence.end - sentence.start
            grid = np.arange(size)
            length = grid[None, :] - grid[:, None]
            pairs = np.where((length >= 0) & (length < _LONGEST_MENTION), pairs, -np.inf)
            top = int(pairs.argmax())
            if pairs.flat[top] > best:
                best = float(pairs.flat[top])
                span = (sentence.start + top // size, sentence.start + top % size + 1)
        return span

    def _same_sentence(self, left: WordSpan, right: WordSpan) -> bool:
        return any(
            sentence.start <= left[0] < sentence.end and sentence.start <= right[0] < sentence.end
            for sentence in self._tagged.sentences
        )

    def _span(self, words: WordSpan) -> Span:
        return (
            int(self._encoded.starts[self._offset + words[0]]),
            int(self._encoded.ends[self._offset + words[1] - 1]),
        )

    def _trimmed(self, words: WordSpan) -> Span | None:
        start, end = self._span(words)
        while start < end and self._text[start] in _EDGES:
            start += 1
        while start < end and self._text[end - 1] in _EDGES:
            end -= 1
        return (start, end) if start < end else None


def calibrated(logits: Floats, calibration: dict[str, object]) -> Floats:
    """Return probabilities: softmax of ``logits / temperature + bias``."""
    bias = np.asarray(calibration["bias"], dtype=np.float64)
    scaled = logits / float(str(calibration["temperature"])) + bias
    exponents = np.exp(scaled - scaled.max())
    result: Floats = exponents / exponents.sum()
    return result


def normalised_entropy(probabilities: Floats) -> float:
    """Return the entropy as a share of the largest possible one, 0 to 1."""
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log(positive)).sum() / np.log(len(probabilities)))


def _overlap(left: WordSpan, right: WordSpan) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def _distance(left: WordSpan, right: WordSpan) -> int:
    return max(left[0] - right[1], right[0] - left[1])
