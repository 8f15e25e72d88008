"""An editor's decisions about claims, and how they follow a text that changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from credibility.document import Claim
from credibility.levels import ScoreName

Action = Literal["confirm", "correct", "dismiss", "note"]
# Two versions of a claim that share this much of their text are the same claim.
SAME_CLAIM = 0.85


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was made: what about which claim, in whose words.

    ``claim_text`` is what it re-attaches by; ``levels`` holds every level that is
    corrected, so that the latest correction stands alone.
    """

    claim_id: str
    claim_text: str
    action: Action
    levels: dict[ScoreName, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all decisions about one claim come to."""

    status: Literal["confirmed", "corrected", "dismissed", "noted"]
    levels: dict[ScoreName, int] = field(default_factory=dict)
    note: str = ""


def verdicts(claims: Sequence[Claim], decisions: Iterable[Decision]) -> dict[str, Verdict]:
    """Return the verdict per claim id, from decisions in the order they were made.

    A decision belongs to the claim with its id, which depends on the claim's words only;
    if there is none, to the most similar claim that no decision names.
    """
    made = list(decisions)
    present = {claim.id for claim in claims}
    named = {decision.claim_id for decision in made} & present
    unnamed = [claim for claim in claims if claim.id not in named]
    homes = {claim_id: claim_id for claim_id in named}
    result: dict[str, Verdict] = {}
    for decision in made:
        if decision.claim_id not in homes:
            homes[decision.claim_id] = _most_similar(decision.claim_text, unnamed)
        home = homes[decision.claim_id]
        if home:
            result[home] = _after(result.get(home), decision)
    return result


def _most_similar(text: str, claims: Sequence[Claim]) -> str:
    best, found = SAME_CLAIM, ""
    for claim in claims:
        matcher = SequenceMatcher(None, text, claim.text, autojunk=False)
        # The cheap upper bounds spare the full comparison for almost every claim.
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best:
            best, found = ratio, claim.id
    return found


def _after(before: Verdict | None, decision: Decision) -> Verdict:
    verdict = before or Verdict("noted")
    if decision.action == "note":
        return replace(verdict, note=decision.note)
    if decision.action == "correct":
        return replace(verdict, status="corrected", levels=decision.levels)
    if decision.action == "confirm":
        return replace(verdict, status="confirmed", levels={})
    return replace(verdict, status="dismissed")
