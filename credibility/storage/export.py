"""Decisions as training data, in the annotation format (guidelines, section 6)."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from credibility.analysis.validate import TYPES_AT_LEVEL
from credibility.document import Analysis, Claim
from credibility.levels import SCALES
from credibility.storage.decisions import Verdict


def archive(analysis: Analysis, decided: Mapping[str, Verdict]) -> bytes:
    """Return a zip archive, laid out like ``newsclaims``: the article and its annotation.

    The annotation counts the article's sentences, so that it is of no use without them.
    """
    article = analysis.article
    document = {
        "id": article.id,
        "origin": article.url or "",
        "title": article.title or "",
        "text": article.text,
        "paragraphs": article.paragraphs,
        "sentences": article.sentences,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(f"articles/{article.id}.json", json.dumps(document, ensure_ascii=False))
        files.writestr(f"annotations/{article.id}.jsonl", annotation(analysis, decided))
    return made.getvalue()


def annotation(analysis: Analysis, decided: Mapping[str, Verdict]) -> str:
    """Return one JSON line per claim an editor confirmed or corrected.

    Levels are the editor's where they corrected them, else the model's, which the editor
    then let stand. A claim is left out if its level asks for a source or a hedge cue that the
    model did not find, since the editor was not asked for it.
    """
    rows = [
        _row(analysis, claim, decided[claim.id])
        for claim in analysis.claims
        if claim.id in decided and decided[claim.id].status in {"confirmed", "corrected"}
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if row)


def _row(analysis: Analysis, claim: Claim, verdict: Verdict) -> dict[str, Any] | None:
    text = analysis.article.text
    fragments = [text[start:end] for start, end in claim.spans]
    levels = {
        scale.name: verdict.levels.get(scale.name, claim.scores.by_name(scale.name).level)
        for scale in SCALES
    }
    # At level 0 the editor says that the text gives no source, or holds nothing back.
    source = claim.evidence.source if levels["sourcing"] else None
    cues = claim.evidence.hedge_cues if levels["hedging"] else ()
    kinds = TYPES_AT_LEVEL[levels["sourcing"]]
    fits = source.type in kinds if source else not kinds
    if not fits or (levels["hedging"] and not cues):
        return None
    mention = source.mention if source else claim.spans[0]
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
        "hc": [text[start:end] for start, end in cues],
        "src": levels["sourcing"],
        "st": source.type if source else "none",
        "sp": text[slice(*mention)] if source else "",
        "ss": sentence,
        "q": source.quote if source else "none",
        "v": levels["verifiability"],
    }
