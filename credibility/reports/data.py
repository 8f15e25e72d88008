"""The data formats: the document itself, its claims by line, W3C Web Annotation."""

import json as standard_json
from typing import Any

import msgspec

from credibility.document import Analysis, Claim
from credibility.levels import SCALES
from credibility.reports.options import ReportOptions

# Enough of the text around a quote to find it again in an edited copy.
_CONTEXT = 32


def json(analysis: Analysis, _: ReportOptions) -> bytes:
    """Return the analysis document."""
    return (analysis.to_json(indent=2) + "\n").encode()


def json_lines(analysis: Analysis, _: ReportOptions) -> bytes:
    """Return one claim a line, as in the document's ``claims``."""
    return b"".join(msgspec.json.encode(claim) + b"\n" for claim in analysis.claims)


def web_annotation(analysis: Analysis, _: ReportOptions) -> bytes:
    """Return a W3C annotation page: a body of type schema.org ``Claim`` per claim.

    Selectors follow the Web Annotation Data Model (TextPosition and TextQuote). There is
    no ``ClaimReview``: ratings of truth are for people.
    """
    page = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"schema": "https://schema.org/"}],
        "type": "AnnotationPage",
        "items": [_annotation(analysis, claim) for claim in analysis.claims],
    }
    return (standard_json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()


def _annotation(analysis: Analysis, claim: Claim) -> dict[str, Any]:
    text = analysis.article.text
    source = analysis.article.url or f"urn:sha256:{analysis.article.id}"
    # Several selectors of one target describe one segment, so every span is a target.
    targets = [
        {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(0, start - _CONTEXT) : start],
                    "suffix": text[end : end + _CONTEXT],
                },
            ],
        }
        for start, end in claim.spans
    ]
    model = analysis.model
    return {
        "id": f"urn:credibility:{analysis.article.id[:16]}:{claim.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {
            "id": f"urn:sha256:{model.sha256}",
            "type": "Software",
            "name": f"{model.name} {model.version}, {model.precision}",
        },
        "body": {
            "type": "schema:Claim",
            "schema:text": claim.text,
            "schema:additionalProperty": [
                {
                    "type": "schema:PropertyValue",
                    "schema:name": scale.name,
                    "schema:value": score.value,
                    "schema:description": score.label,
                }
                for scale in SCALES
                for score in (claim.scores.by_name(scale.name),)
            ],
        },
        "target": targets,
    }
