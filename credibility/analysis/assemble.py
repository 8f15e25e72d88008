"""From decoded claims to the analysis document: ids, sources, evidence, totals."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from credibility.analysis.advice import Facts, advise
from credibility.analysis.details import find_details
from credibility.analysis.quotes import Quoted, quote_kind, quoted_regions
from credibility.analysis.raw import RawClaim, RawSource
from credibility.analysis.sources import Resolved, SourceResolver, group_ids
from credibility.analysis.summary import priority, source_groups, summarise
from credibility.document import (
    Analysis,
    Article,
    Attribution,
    Claim,
    Evidence,
    ModelInfo,
    Score,
    Scores,
    Skipped,
    Span,
)
from credibility.levels import HEDGING, SOURCING, VERIFIABILITY, Scale

GAP = " … "


def assemble(
    article: Article, model: ModelInfo, claims: Sequence[RawClaim], skipped: Sequence[Skipped]
) -> Analysis:
    """Resolve the sources over the whole article and write the document.

    Raises:
        ValueError: if a claim's evidence contradicts its levels.
    """
    ordered = sorted(claims, key=lambda claim: claim.spans)
    regions = quoted_regions(article.text, article.paragraphs)
    resolver = SourceResolver(article)
    resolved = [[resolver.resolve(source) for source in claim.sources] for claim in ordered]
    ids = group_ids([each for sources in resolved for each in sources])
    seen: Counter[str] = Counter()
    finished = []
    for raw, sources in zip(ordered, resolved, strict=True):
        claim_id = _claim_id(article.text, raw.spans, seen)
        finished.append(_claim(article, raw, sources, ids, regions, claim_id))
    groups = source_groups(finished)
    return Analysis(
        article=article,
        model=model,
        claims=tuple(finished),
        sources=groups,
        skipped=tuple(skipped),
        summary=summarise(finished, groups),
    )


def _claim_id(text: str, spans: Sequence[Span], seen: Counter[str]) -> str:
    """Return an id that depends on the claim's words only, numbered where they repeat."""
    words = " ".join(_joined(text, spans).split())
    key = "c-" + hashlib.sha256(words.encode()).hexdigest()[:8]
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}-{seen[key]}"


def _joined(text: str, spans: Sequence[Span]) -> str:
    return GAP.join(text[start:end] for start, end in spans)


def _claim(
    article: Article,
    raw: RawClaim,
    resolved: Sequence[Resolved],
    ids: dict[str, str],
    regions: Sequence[Quoted],
    claim_id: str,
) -> Claim:
    scores = Scores(
        hedging=_score(raw, HEDGING),
        sourcing=_score(raw, SOURCING),
        verifiability=_score(raw, VERIFIABILITY),
    )
    if bool(raw.sources) != bool(scores.sourcing.level):
        raise ValueError(f"{claim_id}: a source stands exactly at sourcing levels above 0")
    if bool(raw.hedge_cues) != bool(scores.hedging.level):
        raise ValueError(f"{claim_id}: hedge cues stand exactly at hedging levels above 0")
    text = article.text
    quote = quote_kind(text, raw.spans, regions)
    attributions = [
        Attribution(
            id=ids[each.key],
            type=source.type,
            mention=source.mention,
            named_at=each.named_at,
            name=each.name,
            cue=source.cue,
            quote=quote,
        )
        for source, each in zip(raw.sources, resolved, strict=True)
    ]
    source = _with_others(attributions)
    details = find_details(text, raw.spans)
    facts = Facts(
        scores=scores,
        source=source,
        mention=_mention_text(text, raw.sources),
        cues=[text[start:end] for start, end in raw.hedge_cues],
        details=details,
    )
    return Claim(
        id=claim_id,
        sentence=raw.sentence,
        spans=raw.spans,
        text=_joined(text, raw.spans),
        scores=scores,
        evidence=Evidence(hedge_cues=raw.hedge_cues, source=source, details=details),
        priority=priority(scores.hedging.value, scores.sourcing.value, scores.verifiability.value),
        advice=advise(facts),
    )


def _mention_text(text: str, sources: Sequence[RawSource]) -> str:
    return text[slice(*sources[0].mention)] if sources else ""


def _with_others(attributions: Sequence[Attribution]) -> Attribution | None:
    if not attributions:
        return None
    first, *others = attributions
    return Attribution(
        id=first.id,
        type=first.type,
        mention=first.mention,
        named_at=first.named_at,
        name=first.name,
        cue=first.cue,
        quote=first.quote,
        others=tuple(others),
    )


def _score(raw: RawClaim, scale: Scale) -> Score:
    probabilities = raw.probabilities[scale.name]
    level = max(range(len(probabilities)), key=lambda index: probabilities[index])
    expected = sum(index * share for index, share in enumerate(probabilities))
    return Score(
        value=round(expected / scale.top, 4),
        level=level,
        label=scale.labels[level],
        probabilities=tuple(round(share, 4) for share in probabilities),
        uncertain=scale.name in raw.uncertain,
    )
