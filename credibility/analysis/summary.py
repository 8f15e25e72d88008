"""Order and totals: priority, source groups, the article at a glance."""

from collections.abc import Sequence

from credibility.document import Claim, LargestSource, Means, SourceGroup, Summary
from credibility.levels import NAMED_TYPES, ScoreName


def priority(hedging: float, sourcing: float, verifiability: float) -> float:
    """Return v · (0.5 + 0.35 (1 − s) + 0.15 (1 − h)), from values of 0 to 1.

    Checkable, weakly sourced, flatly asserted claims come first. The formula is fixed by
    hand (analysis document, schema 1); it is never learned and says nothing of truth.
    """
    return verifiability * (0.5 + 0.35 * (1 - sourcing) + 0.15 * (1 - hedging))


def source_groups(claims: Sequence[Claim]) -> tuple[SourceGroup, ...]:
    """Return the claims by who stands behind them, in order of first appearance."""
    sourced = [(claim.id, claim.evidence.source) for claim in claims if claim.evidence.source]
    members: dict[str, list[str]] = {}
    for claim_id, source in sourced:
        members.setdefault(source.id, []).append(claim_id)
    first = {source.id: source for _, source in reversed(sourced)}
    return tuple(
        SourceGroup(
            id=source_id,
            name=first[source_id].name,
            type=first[source_id].type,
            claims=tuple(ids),
            share=len(ids) / len(sourced),
        )
        for source_id, ids in members.items()
    )


def summarise(claims: Sequence[Claim], groups: Sequence[SourceGroup]) -> Summary:
    """Return totals, means and shares; None where there is nothing to average."""
    sources = [claim.evidence.source for claim in claims if claim.evidence.source]
    named = sum(source.type in NAMED_TYPES for source in sources)
    largest = max(groups, key=lambda group: len(group.claims), default=None)
    return Summary(
        claims=len(claims),
        mean=Means(
            _mean(claims, "hedging"), _mean(claims, "sourcing"), _mean(claims, "verifiability")
        ),
        sourced_share=len(sources) / len(claims) if claims else None,
        named_share=named / len(sources) if sources else None,
        largest_source=None if largest is None else LargestSource(largest.id, largest.share),
    )


def _mean(claims: Sequence[Claim], name: ScoreName) -> float | None:
    values = [claim.scores.by_name(name).value for claim in claims]
    return sum(values) / len(values) if values else None
