"""What the model says of an article, before it is resolved and written as a document."""

from dataclasses import dataclass

from credibility.document import Span
from credibility.levels import ScoreName, SourceType


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source mention linked to a claim, with the cue that belongs to it."""

    mention: Span
    type: SourceType
    cue: Span | None


@dataclass(frozen=True, slots=True)
class RawClaim:
    """A claim as decoded: already consistent, not yet resolved over the article.

    ``probabilities`` maps each score to calibrated probabilities per level; ``uncertain``
    names the scores whose entropy is above the model's threshold; ``sources`` is empty
    exactly at sourcing level 0, strongest first; ``hedge_cues`` is empty exactly at
    hedging level 0.
    """

    sentence: int
    spans: tuple[Span, ...]
    probabilities: dict[ScoreName, tuple[float, ...]]
    uncertain: frozenset[ScoreName]
    hedge_cues: tuple[Span, ...]
    sources: tuple[RawSource, ...]
