"""The rules of the analysis document, checked on a finished one."""

from collections.abc import Iterator

from credibility.document import Analysis, Claim
from credibility.levels import SCALES, SourceType

# Which source types fit which sourcing level (guidelines, section 3).
TYPES_AT_LEVEL: tuple[tuple[SourceType, ...], ...] = (
    (),
    ("vague",),
    ("anonymous", "unnamed_group"),
    ("named_person", "named_org", "document"),
    ("named_person", "named_org", "document"),
)


def broken_rules(analysis: Analysis) -> list[str]:
    """Return a line for every rule of schema 1 that the document breaks."""
    return [*_article_rules(analysis), *_claims_rules(analysis), *_totals_rules(analysis)]


def _article_rules(analysis: Analysis) -> Iterator[str]:
    article = analysis.article
    last = 0
    for start, end in article.sentences:
        if not last <= start < end <= len(article.text):
            yield f"sentence {start}-{end} is out of order or bounds"
        last = end
    accounted = sorted(
        {claim.sentence for claim in analysis.claims}
        | {skipped.sentence for skipped in analysis.skipped}
    )
    if accounted != list(range(len(article.sentences))):
        yield "not every sentence has a claim or a reason to be skipped"
    both = {claim.sentence for claim in analysis.claims} & {
        skipped.sentence for skipped in analysis.skipped
    }
    if both:
        yield f"sentences {sorted(both)} have claims and are skipped"


def _claims_rules(analysis: Analysis) -> Iterator[str]:
    if len({claim.id for claim in analysis.claims}) != len(analysis.claims):
        yield "claim ids repeat"
    for claim in analysis.claims:
        yield from (f"{claim.id}: {problem}" for problem in _claim_rules(analysis, claim))


def _claim_rules(analysis: Analysis, claim: Claim) -> Iterator[str]:
    text = analysis.article.text
    # Without its sentence or a level of the scale, nothing more can be said of a claim.
    if not 0 <= claim.sentence < len(analysis.article.sentences):
        yield f"there is no sentence {claim.sentence}"
        return
    start, end = analysis.article.sentences[claim.sentence]
    if not claim.spans:
        yield "there are no spans"
    if " … ".join(text[a:b] for a, b in claim.spans) != claim.text:
        yield "the spans do not give the text"
    last = start
    for first, stop in claim.spans:
        if not last <= first < stop <= end:
            yield "a span is out of order or outside its sentence"
        last = stop
    for scale in SCALES:
        score = claim.scores.by_name(scale.name)
        if len(score.probabilities) != len(scale.labels):
            yield f"{scale.name} has not one probability per level"
            return
        if not 0 <= score.level <= scale.top:
            yield f"{scale.name} has no level {score.level}"
            return
        if abs(sum(score.probabilities) - 1) > 0.001:
            yield f"{scale.name} probabilities do not sum to 1"
        if score.probabilities[score.level] < max(score.probabilities):
            yield f"{scale.name} level is not the likeliest"
        if score.label != scale.labels[score.level]:
            yield f"{scale.name} label does not fit its level"
    evidence = claim.evidence
    if bool(evidence.hedge_cues) != bool(claim.scores.hedging.level):
        yield "hedge cues do not fit the hedging level"
    source = evidence.source
    if (source is None) != (claim.scores.sourcing.level == 0):
        yield "the source does not fit the sourcing level"
    if source is not None:
        if source.type not in TYPES_AT_LEVEL[claim.scores.sourcing.level]:
            yield "the source's type does not fit the sourcing level"
        if (source.name is None) != (source.named_at is None):
            yield "name and named_at are not both there or both absent"
        if source.named_at and text[slice(*source.named_at)] != source.name:
            yield "named_at does not give the name"


def _totals_rules(analysis: Analysis) -> Iterator[str]:
    sourced = [claim for claim in analysis.claims if claim.evidence.source]
    grouped = [claim_id for group in analysis.sources for claim_id in group.claims]
    if sorted(grouped) != sorted(claim.id for claim in sourced):
        yield "the source groups do not hold each sourced claim once"
    if not all(group.claims for group in analysis.sources):
        yield "a source group holds no claim"
    if analysis.sources and abs(sum(group.share for group in analysis.sources) - 1) > 0.001:
        yield "the groups' shares do not sum to 1"
    largest = analysis.summary.largest_source
    if largest is not None and largest.id not in {group.id for group in analysis.sources}:
        yield "the summary's largest source is none of the groups"
    if analysis.summary.claims != len(analysis.claims):
        yield "the summary's count is off"
