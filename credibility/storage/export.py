"""Decisions as training data, in the annotation format (guidelines, section 6)."""

import json
from collections.abc import Mapping
from typing import Any

from credibility.document import Analysis, Claim
from credibility.levels import SCALES
from credibility.storage.decisions import Verdict


def annotation(analysis: Analysis, decided: Mapping[str, Verdict]) -> str:
    """Return one JSON line per claim an editor confirmed or corrected.

    Levels are the editor's where they corrected them, else the model's, which the editor
    then let stand.
    """
    rows = [
        _row(analysis, claim, decided[claim.id])
        for claim in analysis.claims
        if claim.id in decided and decided[claim.id].status in {"confirmed", "corrected"}
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _row(analysis: Analysis, claim: Claim, verdict: Verdict) -> dict[str, Any]:
    text = analysis.article.text
    fragments = [text[start:end] for start, end in claim.spans]
    levels = {
        scale.name: verdict.levels.get(scale.name, claim.scores.by_name(scale.name).level)
        for scale in SCALES
    }
    source = claim.evidence.source
    mention = source.mention if source else (0, 0)
    sentence = next(
        (
            i
            for i, (start, end) in enumerate(analysis.article.sentences)
            if start <= mention[0] < end
        ),
        claim.sentence,
    )
    return {
        "s": claim.sentence,
        "t": fragments[0] if len(fragments) == 1 else fragments,
        "h": levels["hedging"],
        "hc": [text[start:end] for start, end in claim.evidence.hedge_cues],
        "src": levels["sourcing"],
        "st": source.type if source else "none",
        "sp": text[slice(*mention)] if source else "",
        "ss": sentence,
        "q": source.quote if source else "none",
        "v": levels["verifiability"],
    }
