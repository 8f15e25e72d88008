"""Two versions of an article: claims added, removed, changed, and how scores moved."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import msgspec

from credibility.document import Analysis, Claim, Summary
from credibility.levels import SCALES, ScoreName

# Claims that share this much of their characters are versions of one another ...
_SIMILAR = 0.6
# ... and such claims share at least this much of their words (Dice coefficient).
_SHARED_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class Move:
    """How one score of a claim changed: its level, and its value (-1 to 1)."""

    score: ScoreName
    old: int
    new: int
    by: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim in both versions; ``reworded`` if its text changed.

    ``moves`` holds the scores whose level changed.
    """

    old: Claim
    new: Claim
    reworded: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class SummaryMove:
    """One figure of the summary in both versions; None where it is undefined."""

    name: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All claims of two versions, each once.

    Pairs and additions are in the new version's reading order, removals in the old one's.
    """

    pairs: tuple[Pair, ...]
    added: tuple[Claim, ...]
    removed: tuple[Claim, ...]
    summary: tuple[SummaryMove, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs whose text or levels differ."""
        return tuple(pair for pair in self.pairs if pair.reworded or pair.moves)

    @property
    def unchanged(self) -> tuple[Pair, ...]:
        """The pairs whose text and levels are the same."""
        return tuple(pair for pair in self.pairs if not (pair.reworded or pair.moves))

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the comparison as JSON: unchanged claims by id, the others in full."""
        document = {
            "summary": self.summary,
            "changed": self.changed,
            "added": self.added,
            "removed": self.removed,
            "unchanged": [pair.new.id for pair in self.unchanged],
        }
        data = msgspec.json.encode(document)
        if indent is not None:
            data = msgspec.json.format(data, indent=indent)
        return data.decode()


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
        summary=_summary(old.summary, new.summary),
    )


def _similar(old: Sequence[Claim], new: Sequence[Claim]) -> list[tuple[float, Claim, Claim]]:
    """Return the similar pairs, the most similar first, else in reading order."""
    found = []
    matcher = SequenceMatcher(autojunk=False)
    for later, candidates in _sharing_words(old, new):
        # The matcher keeps what it learnt about its second text.
        matcher.set_seq2(later.text)
        for earlier in candidates:
            matcher.set_seq1(earlier.text)
            if (ratio := matcher.ratio()) >= _SIMILAR:
                found.append((ratio, earlier, later))
    return sorted(found, key=lambda each: -each[0])


def _sharing_words(
    old: Sequence[Claim], new: Sequence[Claim]
) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield each new claim with the old ones that are worth comparing letter by letter.

    Comparing every pair by letters would take minutes for two articles of 400 claims.
    """
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = []
    for index, claim in enumerate(old):
        words = claim.text.casefold().split()
        lengths.append(len(words))
        for word, count in Counter(words).items():
            postings[word].append((index, count))
    for later in new:
        words = later.text.casefold().split()
        shared: Counter[int] = Counter()
        for word, count in Counter(words).items():
            for index, there in postings.get(word, ()):
                shared[index] += min(count, there)
        yield (
            later,
            [
                old[index]
                for index in sorted(shared)
                if 2 * shared[index] >= _SHARED_WORDS * (len(words) + lengths[index])
            ],
        )


def _moves(old: Claim, new: Claim) -> tuple[Move, ...]:
    moves = []
    for scale in SCALES:
        before, after = old.scores.by_name(scale.name), new.scores.by_name(scale.name)
        if before.level != after.level:
            moves.append(Move(scale.name, before.level, after.level, after.value - before.value))
    return tuple(moves)


def _summary(old: Summary, new: Summary) -> tuple[SummaryMove, ...]:
    means = (
        SummaryMove(
            f"mean {scale.name}", getattr(old.mean, scale.name), getattr(new.mean, scale.name)
        )
        for scale in SCALES
    )
    return (
        SummaryMove("claims", old.claims, new.claims),
        *means,
        SummaryMove("sourced share", old.sourced_share, new.sourced_share),
        SummaryMove("named share", old.named_share, new.named_share),
    )
