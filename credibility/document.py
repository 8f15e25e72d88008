"""The analysis document (schema 1): the one contract of the whole product.

The analysis produces it; the dashboard, the reports, the command line, the batch
output, the history and third parties consume it. Offsets are Unicode code points into
``article.text``, half-open ``[start, end)``.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from credibility.errors import InputError
from credibility.levels import Quote, ScoreName, SkipReason, SourceType

SCHEMA = 1
Span = tuple[int, int]
DetailKind = Literal["number", "date", "money", "percentage", "name"]


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its paragraphs and sentences; sentences never cross paragraphs.

    ``id`` is the SHA-256 of ``text`` in UTF-8; ``words`` counts runs of non-space
    characters; ``language`` is an ISO 639-1 code.
    """

    id: str
    title: str | None
    url: str | None
    language: str
    text: str
    words: int
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which weights made the scores; ``sha256`` is of the weight files."""

    name: str
    version: str
    sha256: str
    precision: str


@dataclass(frozen=True, slots=True)
class Score:
    """One score of one claim.

    ``level`` is the most probable level and ``label`` its name; ``value`` is the
    expected level divided by the top level (0 to 1); ``probabilities`` are calibrated
    and sum to 1; ``uncertain`` marks what the dashboard calls "not sure".
    """

    value: float
    level: int
    label: str
    probabilities: tuple[float, ...]
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The three scores of one claim."""

    hedging: Score
    sourcing: Score
    verifiability: Score

    def by_name(self, name: ScoreName) -> Score:
        """Return the score called ``name``."""
        score: Score = getattr(self, name)
        return score


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source of one claim, as the text gives it.

    ``mention`` is the nearest mention (perhaps "he"); ``named_at`` and ``name`` are the
    fullest naming in the article, both None for a pronoun that cannot be resolved;
    ``cue`` is the span of the speech verb or phrase, None if there is none; ``others``
    holds further, weaker sources (whose own ``others`` are empty).
    """

    id: str
    type: SourceType
    mention: Span
    named_at: Span | None
    name: str | None
    cue: Span | None
    quote: Quote
    others: tuple["Attribution", ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A checkable detail inside a claim, found by rule: a help, not a cause of a score."""

    kind: DetailKind
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind the scores.

    ``source`` is None exactly at sourcing level 0; ``hedge_cues`` is empty exactly at
    hedging level 0. Cues and source may lie outside the claim's own spans.
    """

    hedge_cues: tuple[Span, ...]
    source: Attribution | None
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion with its scores and evidence.

    ``spans`` has several entries where an attribution frame interrupts the claim;
    ``text`` is their substrings joined by " … "; ``sentence`` indexes
    ``article.sentences``; ``priority`` (0 to 1) orders what to check first.
    """

    id: str
    sentence: int
    spans: tuple[Span, ...]
    text: str
    scores: Scores
    evidence: Evidence
    priority: float
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Everything one source stands behind; ``share`` is of the sourced claims."""

    id: str
    name: str | None
    type: SourceType
    claims: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sentence without a claim, and why."""

    sentence: int
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class LargestSource:
    """The source with most claims, and its share of the sourced claims."""

    id: str
    share: float


@dataclass(frozen=True, slots=True)
class Means:
    """Mean value of each score over the claims; None when there is none."""

    hedging: float | None
    sourcing: float | None
    verifiability: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The article at a glance; means and shares are None when undefined, never NaN.

    ``sourced_share`` is of all claims, ``named_share`` of the sourced ones.
    """

    claims: int
    mean: Means
    sourced_share: float | None
    named_share: float | None
    largest_source: LargestSource | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The whole document."""

    article: Article
    model: ModelInfo
    claims: tuple[Claim, ...]
    sources: tuple[SourceGroup, ...]
    skipped: tuple[Skipped, ...]
    summary: Summary
    schema: int = SCHEMA

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the document as JSON; ``indent`` spaces per level, or compact."""
        data = msgspec.json.encode(self)
        if indent is not None:
            data = msgspec.json.format(data, indent=indent)
        return data.decode()

    @classmethod
    def from_json(cls, data: str | bytes) -> "Analysis":
        """Read a document back.

        Raises:
            InputError: if ``data`` is not a schema-1 document.
        """
        try:
            document = msgspec.json.decode(data, type=cls)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise InputError(f"This is not an analysis document of schema 1: {error}.") from error
        if document.schema != SCHEMA:
            raise InputError(
                f"This analysis document has schema {document.schema}; this version reads {SCHEMA}."
            )
        return document

    def claim(self, claim_id: str) -> Claim | None:
        """Return the claim with this id, or None."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def check_first(self) -> tuple[Claim, ...]:
        """Return the claims by falling priority, ties in reading order."""
        return tuple(sorted(self.claims, key=lambda claim: -claim.priority))

    def _repr_html_(self) -> str:
        """Return the marked article for a notebook's cell."""
        from credibility.reports.pages import html_fragment

        return html_fragment(self)
