"""What an editor could do about a claim, in one to three short lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from credibility.document import Attribution, Detail, Scores
from credibility.levels import SourceType

_SECOND: dict[SourceType, str] = {
    "vague": "Only gestures at a source ({who}): name it, or say that it is not known.",
    "anonymous": "Rests on an unnamed source ({who}): ask for a document or a named second source.",
    "unnamed_group": "Rests on an unnamed group ({who}): ask for a named second source.",
}
# By level of hedging.
_UNSOURCED = (
    "Stated flatly with no source: say how this is known, or attribute it.",
    "Stated with no source: say how this is known, or attribute it.",
    "Hedged but with no source: say who says so.",
    "Hedged but with no source: say who says so.",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What advice is drawn from: scores, source, cue words and checkable details."""

    scores: Scores
    source: Attribution | None
    mention: str
    cues: Sequence[str]
    details: Sequence[Detail]


def advise(facts: Facts) -> tuple[str, ...]:
    """Return the lines that fit, most urgent first; none where nothing needs doing."""
    checkable = facts.scores.verifiability.level
    lines = [_source_line(facts, checkable), _hedge_line(facts), _check_line(facts, checkable)]
    return tuple(line for line in lines if line)


def _source_line(facts: Facts, checkable: int) -> str | None:
    source = facts.source
    if source is None:
        return _UNSOURCED[facts.scores.hedging.level] if checkable >= 2 else None
    if source.type in _SECOND:
        return _SECOND[source.type].format(who=f"“{facts.mention}”")
    if source.name is None:
        return f"It is not clear who “{facts.mention}” is: name the speaker."
    if facts.scores.sourcing.level == 3 and checkable >= 2:
        return f"Paraphrases {source.name}: a quotation or the document would put it on the record."
    return None


def _hedge_line(facts: Facts) -> str | None:
    level = facts.scores.hedging.level
    if level < 2 or not facts.cues:
        return None
    cues = ", ".join(f"“{cue}”" for cue in facts.cues[:3])
    if level == 3:
        return f"Speculative ({cues}): find out what is established, or say who speculates."
    return f"Hedged ({cues}): find what would confirm it, or keep the hedge in any headline."


def _check_line(facts: Facts, checkable: int) -> str | None:
    sourcing = facts.scores.sourcing.level
    if checkable == 3 and sourcing <= 2 and facts.details:
        named = ", ".join(detail.text for detail in facts.details[:3])
        return f"Can be checked directly: {named}."
    if checkable == 2 and sourcing <= 1 and not facts.details:
        return "Lacks specifics: who, when, where or how many would make it checkable."
    if checkable <= 1 and sourcing == 0:
        return "Reads as opinion or prediction: make plain whose it is."
    return None
