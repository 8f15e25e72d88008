"""Two versions of an article: claims added, removed, changed, and how scores moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from credibility.document import Analysis, Claim
from credibility.levels import SCALES, ScoreName

# Claims that share this much of their text are versions of one another.
_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Move:
    """How one score of a claim changed, in levels."""

    score: ScoreName
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim in both versions; ``reworded`` if its text changed."""

    old: Claim
    new: Claim
    reworded: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All claims of two versions, each once; pairs and additions in the new order."""

    pairs: tuple[Pair, ...]
    added: tuple[Claim, ...]
    removed: tuple[Claim, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs whose text or levels differ."""
        return tuple(pair for pair in self.pairs if pair.reworded or pair.moves)


def compare(old: Analysis, new: Analysis) -> Comparison:
    """Pair the claims of two versions: by id, then the most similar texts first."""
    by_id = {claim.id: claim for claim in old.claims}
    partner = {claim.id: by_id[claim.id] for claim in new.claims if claim.id in by_id}
    left = [claim for claim in old.claims if claim.id not in partner]
    right = [claim for claim in new.claims if claim.id not in partner]
    used: set[str] = set()
    for _, earlier, later in _similar(left, right):
        if later.id not in partner and earlier.id not in used:
            partner[later.id] = earlier
            used.add(earlier.id)
    pairs = tuple(
        Pair(
            partner[claim.id],
            claim,
            partner[claim.id].text != claim.text,
            _moves(partner[claim.id], claim),
        )
        for claim in new.claims
        if claim.id in partner
    )
    kept = {pair.old.id for pair in pairs}
    return Comparison(
        pairs=pairs,
        added=tuple(claim for claim in new.claims if claim.id not in partner),
        removed=tuple(claim for claim in old.claims if claim.id not in kept),
    )


def _similar(old: Sequence[Claim], new: Sequence[Claim]) -> list[tuple[float, Claim, Claim]]:
    found = []
    matcher = SequenceMatcher(autojunk=False)
    for later in new:
        matcher.set_seq2(later.text)
        for earlier in old:
            matcher.set_seq1(earlier.text)
            # The cheap upper bounds spare the full comparison for almost every pair.
            if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
                continue
            if (ratio := matcher.ratio()) >= _SIMILAR:
                found.append((ratio, earlier, later))
    return sorted(found, key=lambda each: -each[0])


def _moves(old: Claim, new: Claim) -> tuple[Move, ...]:
    return tuple(
        Move(scale.name, before, after)
        for scale in SCALES
        if (before := old.scores.by_name(scale.name).level)
        != (after := new.scores.by_name(scale.name).level)
    )
