"""The three scales: names of their levels, and what the levels mean.

The wording follows the annotation guidelines, so that annotators, the model card and
the dashboard's help say the same.
"""

from dataclasses import dataclass
from typing import Literal

ScoreName = Literal["hedging", "sourcing", "verifiability"]
SourceType = Literal["vague", "anonymous", "unnamed_group", "named_person", "named_org", "document"]
Quote = Literal["direct", "mixed", "indirect"]
SkipReason = Literal["question", "boilerplate", "fragment", "other"]


@dataclass(frozen=True, slots=True)
class Scale:
    """One ordinal score; level ``i`` is ``labels[i]`` and means ``meanings[i]``."""

    name: ScoreName
    title: str
    question: str
    labels: tuple[str, ...]
    meanings: tuple[str, ...]

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.labels) - 1


HEDGING = Scale(
    "hedging",
    "Hedging",
    "How far does the text hold back from asserting the claim?",
    ("asserted", "softened", "hedged", "speculative"),
    (
        "Asserted flatly.",
        "Approximate, partial or weakly qualified: about, nearly, often.",
        "Put as possible, probable, apparent or unproven: may, likely, reportedly, claimed.",
        "Speculative or explicitly unconfirmed: stacked hedges, rumour, a hypothetical.",
    ),
)
SOURCING = Scale(
    "sourcing",
    "Sourcing strength",
    "How well could a reader trace who stands behind the claim, from the text alone?",
    ("no source", "vague source", "unnamed source", "named source", "on the record"),
    (
        "The author asserts it; the text points at no source.",
        "A source is gestured at and cannot be traced: reports, critics, many.",
        "Unnamed but described: an official, two people familiar with the talks, residents.",
        "A named person, organisation, outlet or document, paraphrased.",
        "Named and directly accountable: quoted in their words, or a document to look up.",
    ),
)
VERIFIABILITY = Scale(
    "verifiability",
    "Verifiability",
    "Could someone with ordinary means check the claim's content, whoever said it?",
    ("not checkable", "hardly checkable", "checkable with effort", "readily checkable"),
    (
        "A value judgement, taste, feeling, exhortation or pure opinion.",
        "Motives, private states, sweeping generalisations, predictions without a date.",
        "A concrete event or state, but short of specifics or of public evidence.",
        "A specific who, what, when, where or number that records could settle.",
    ),
)
SCALES: tuple[Scale, ...] = (HEDGING, SOURCING, VERIFIABILITY)

SOURCE_TYPE_LABELS: dict[SourceType, str] = {
    "vague": "vague",
    "anonymous": "unnamed person",
    "unnamed_group": "unnamed group",
    "named_person": "named person",
    "named_org": "named organisation",
    "document": "document",
}
NAMED_TYPES: frozenset[SourceType] = frozenset({"named_person", "named_org", "document"})
