"""In-domain figures: the shipped analyzer against the newsclaims annotation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from credibility.analysis.analyzer import Analyzer
from credibility.analysis.raw import RawClaim
from credibility.document import Article, Span
from credibility.levels import SCALES
from credibility.model.config import SOURCE_TYPES
from credibility.model.windows import encode
from credibility.training.data import AnnotatedArticle, AnnotatedClaim
from credibility.training.matching import claim_words, match
from credibility.training.metrics import f1, macro_f1, quadratic_kappa


@dataclass(slots=True)
class ArticleResult:
    """What one article contributes to the figures: pairs of gold and found values.

    ``probabilities`` keeps, per score, the gold level with the calibrated distribution.
    """

    spans: tuple[int, int, int]
    levels: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    probabilities: dict[str, list[tuple[int, tuple[float, ...]]]] = field(default_factory=dict)
    types: list[tuple[int, int]] = field(default_factory=list)
    mentions: list[bool] = field(default_factory=list)
    cues: tuple[int, int, int] = (0, 0, 0)


def as_article(annotated: AnnotatedArticle) -> Article:
    """Return the annotated article as the analyzer takes it, with its own sentences."""
    return Article(
        id=annotated.id,
        title=None,
        url=None,
        language="en",
        text=annotated.text,
        words=len(annotated.text.split()),
        paragraphs=annotated.paragraphs,
        sentences=annotated.sentences,
    )


def given_claims(annotated: AnnotatedArticle) -> dict[int, list[tuple[Span, ...]]]:
    """Return the annotated claims' spans by sentence."""
    given: dict[int, list[tuple[Span, ...]]] = {}
    for claim in annotated.claims or ():
        given.setdefault(claim.sentence, []).append(claim.spans)
    return given


def compare(
    annotated: AnnotatedArticle, found: Sequence[RawClaim], tokenizer: Any
) -> ArticleResult:
    """Match claims by word overlap and collect what the figures need."""
    encoded = encode(tokenizer, annotated.text)
    gold = annotated.claims or ()
    pairs = match(
        [claim_words(encoded, claim.spans) for claim in gold],
        [claim_words(encoded, claim.spans) for claim in found],
    )
    result = ArticleResult(spans=(len(pairs), len(found), len(gold)))
    right = guessed = wanted = 0
    for left, at in pairs:
        _add(result, gold[left], found[at])
        wanted_cues = {tuple(encoded.words_in(*cue)) for cue in gold[left].hedge_cues}
        found_cues = {tuple(encoded.words_in(*cue)) for cue in found[at].hedge_cues}
        right += len(wanted_cues & found_cues)
        guessed += len(found_cues)
        wanted += len(wanted_cues)
    result.cues = (right, guessed, wanted)
    return result


def _add(result: ArticleResult, gold: AnnotatedClaim, found: RawClaim) -> None:
    for scale in SCALES:
        probabilities = found.probabilities[scale.name]
        level = gold.levels[scale.name]
        result.levels.setdefault(scale.name, []).append((level, int(np.argmax(probabilities))))
        result.probabilities.setdefault(scale.name, []).append((level, probabilities))
    kind = found.sources[0].type if found.sources else "none"
    result.types.append((SOURCE_TYPES.index(gold.source_type), SOURCE_TYPES.index(kind)))
    if gold.mention is not None:
        mention = found.sources[0].mention if found.sources else None
        result.mentions.append(
            mention is not None and mention[0] < gold.mention[1] and gold.mention[0] < mention[1]
        )


def run_articles(
    analyzer: Analyzer, articles: Sequence[AnnotatedArticle], tokenizer: Any, *, spans_given: bool
) -> list[ArticleResult]:
    """Analyze every article, with its own claim spans or the analyzer's."""
    results = []
    for annotated in articles:
        given = given_claims(annotated) if spans_given else None
        found, _ = analyzer.decode(as_article(annotated), given=given)
        results.append(compare(annotated, found, tokenizer))
    return results


def figures(results: Sequence[ArticleResult]) -> dict[str, float]:
    """Return all figures over the articles."""
    matched, found, gold = (sum(result.spans[i] for result in results) for i in range(3))
    row = {"claim spans F1": f1(matched, found, gold)}
    for scale in SCALES:
        pairs = [pair for result in results for pair in result.levels.get(scale.name, [])]
        row[f"{scale.name} QWK"] = quadratic_kappa(
            [a for a, _ in pairs], [b for _, b in pairs], scale.top + 1
        )
    types = [pair for result in results for pair in result.types]
    row["source type macro-F1"] = macro_f1(
        [a for a, _ in types], [b for _, b in types], range(len(SOURCE_TYPES))
    )
    mentions = [hit for result in results for hit in result.mentions]
    row["source mention overlap"] = float(np.mean(mentions)) if mentions else 0.0
    right, guessed, wanted = (sum(result.cues[i] for result in results) for i in range(3))
    row["hedge cues F1"] = f1(right, guessed, wanted)
    for scale in SCALES:
        pooled = [pair for result in results for pair in result.probabilities.get(scale.name, [])]
        row[f"{scale.name} ECE"] = calibration_error(pooled)
    return row


def calibration_error(pairs: Sequence[tuple[int, tuple[float, ...]]], bins: int = 10) -> float:
    """Return the top-label expected calibration error over equal-mass bins (Nguyen 2015)."""
    if not pairs:
        return 0.0
    confidence = np.asarray([max(probabilities) for _, probabilities in pairs])
    right = np.asarray([level == int(np.argmax(each)) for level, each in pairs], dtype=float)
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    return float(
        sum(abs(confidence[part].mean() - right[part].mean()) * len(part) for part in parts)
        / len(order)
    )


def bootstrap(
    results: Sequence[ArticleResult],
    measure: Callable[[Sequence[ArticleResult]], dict[str, float]],
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Return a 95 % percentile interval per figure, resampling whole articles."""
    rng = np.random.default_rng(seed)
    samples = [
        measure([results[index] for index in rng.integers(0, len(results), len(results))])
        for _ in range(rounds)
    ]
    return {
        name: (
            float(np.percentile([sample[name] for sample in samples], 2.5)),
            float(np.percentile([sample[name] for sample in samples], 97.5)),
        )
        for name in samples[0]
    }
