"""Checks that the scores move when they should, and only then, on texts of our own.

Pairs that differ in one thing (CheckList's invariance and directional tests; Ribeiro et al.
2020): other names and numbers should move no score, a hedge should raise hedging, a named
source should raise sourcing, and casing or the kind of quotation marks should move no span.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from credibility.analysis.analyzer import Analyzer
from credibility.document import Span
from credibility.levels import SCALES, ScoreName
from credibility.text.article import article_from_text
from credibility.training.data import AnnotatedArticle
from credibility.training.indomain import as_article
from credibility.training.metrics import f1

CASES = Path(__file__).parents[2] / "benchmarks" / "perturbations.toml"
# Each keeps the text's length, so that spans can be compared by their offsets.
_MARKS = {
    "typographic quotation marks": ("“", "”"),
    "guillemets": ("«", "»"),
    "straight quotation marks": ('"', '"'),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence and its variants."""

    plain: str
    swapped: tuple[str, ...]
    hedged: str
    attributed: str


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases, and the sentences that stand around each."""

    before: str
    after: str
    case: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of a check: what, on how many pairs, its value."""

    what: str
    pairs: int
    value: float


def checks(analyzer: Analyzer, articles: Sequence[AnnotatedArticle]) -> list[Check]:
    """Run all checks: those on levels over the cases, those on spans over ``articles``."""
    cases = msgspec.convert(tomllib.loads(CASES.read_text()), Cases)
    return [*_levels(analyzer, cases), *_spans(analyzer, articles)]


def _levels(analyzer: Analyzer, cases: Cases) -> list[Check]:
    def measured(sentence: str) -> dict[ScoreName, float]:
        return _expected(analyzer, cases.before, sentence, cases.after)

    moved: dict[ScoreName, list[float]] = {scale.name: [] for scale in SCALES}
    hedging: list[float] = []
    sourcing: list[float] = []
    for case in cases.case:
        plain = measured(case.plain)
        for variant in case.swapped:
            other = measured(variant)
            for name, values in moved.items():
                values.append(abs(other[name] - plain[name]))
        hedging.append(measured(case.hedged)["hedging"] - plain["hedging"])
        sourcing.append(measured(case.attributed)["sourcing"] - plain["sourcing"])
    rows = [
        Check(f"names and numbers swapped: mean change of {name}, levels", len(values),
              float(np.mean(values)))
        for name, values in moved.items()
    ]  # fmt: skip
    for what, rises in (
        ("a hedge put in or taken out: hedging follows by at least half a level", hedging),
        ("a named source put in: sourcing rises by at least half a level", sourcing),
    ):
        rows.append(Check(what, len(rises), float(np.mean([rise >= 0.5 for rise in rises]))))
    return rows


def _expected(analyzer: Analyzer, before: str, sentence: str, after: str) -> dict[ScoreName, float]:
    """Return the mean level of each score for the longest claim of the middle sentence.

    A sentence in which no claim is found counts as level 0 throughout, so that a claim
    lost to a change shows as a change.
    """
    article = article_from_text(f"{before} {sentence} {after}", force=True)
    place = article.text.index(sentence)
    found, _ = analyzer.decode(article)
    inside = [claim for claim in found if place <= claim.spans[0][0] < place + len(sentence)]
    if not inside:
        return {scale.name: 0.0 for scale in SCALES}
    longest = max(inside, key=lambda claim: sum(end - start for start, end in claim.spans))
    return {
        name: float(np.dot(values, range(len(values))))
        for name, values in longest.probabilities.items()
    }


def _spans(analyzer: Analyzer, articles: Sequence[AnnotatedArticle]) -> list[Check]:
    """Return the exact-span F1 between an article and itself with other marks or casing."""
    rows = []
    originals = [_found(analyzer, article, article.text) for article in articles]
    for what, variants in _variants(articles).items():
        same = total = others = 0
        for article, before, text in zip(articles, originals, variants, strict=True):
            after = _found(analyzer, article, text)
            same += len(before & after)
            total += len(before)
            others += len(after)
        rows.append(Check(f"{what}: claim spans exactly as before, F1", total,
                          f1(same, others, total)))  # fmt: skip
    return rows


def _variants(articles: Sequence[AnnotatedArticle]) -> dict[str, list[str]]:
    texts = [article.text for article in articles]
    variants = {
        what: [_with_marks(text, opening, closing) for text in texts]
        for what, (opening, closing) in _MARKS.items()
    }
    # Characters whose lower case is longer stay as they are.
    variants["lower case"] = [
        "".join(low if len(low := char.lower()) == 1 else char for char in text) for text in texts
    ]
    return variants


def _with_marks(text: str, opening: str, closing: str) -> str:
    """Give double quotation marks another form, opening where a space or nothing precedes."""
    marked = []
    for place, char in enumerate(text):
        if char not in '"“”«»':
            marked.append(char)
        elif place == 0 or text[place - 1].isspace() or text[place - 1] in "([-–—":
            marked.append(opening)
        else:
            marked.append(closing)
    return "".join(marked)


def _found(analyzer: Analyzer, article: AnnotatedArticle, text: str) -> set[tuple[Span, ...]]:
    found, _ = analyzer.decode(as_article(replace(article, text=text)))
    return {claim.spans for claim in found}
