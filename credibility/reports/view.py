"""An analysis as plain values for a template: nothing there is computed twice."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from credibility.document import Analysis, Claim
from credibility.levels import NAMED_TYPES, SCALES, SOURCE_TYPE_LABELS
from credibility.palette import SOLID, grade, grades, title
from credibility.reports.options import ReportOptions
from credibility.segments import blocks
from credibility.words import article_name, group_name, headline, source_name

_URGENT = 10
_MOST_SOURCES = 12
_SOURCES_IN_SUMMARY = 4
# No line can be broken inside a run this long, so it gets places to break.
_UNBREAKABLE = re.compile(r"\S{40,}")
_BREAK_EVERY = 20
_JOINERS = "\u200c\u200d"

DISCLAIMER = (
    "Triage, not a verdict: nothing here was judged true or false. The scores say how a claim "
    "is put, who stands behind it and whether it could be checked."
)


def view(analysis: Analysis, options: ReportOptions, *, most: int | None = None) -> dict[str, Any]:
    """Return everything a report shows, as text, numbers and lists.

    At most ``most`` claims are listed; if None, all, or the ten most urgent in a summary.
    """
    numbers = {claim.id: number for number, claim in enumerate(analysis.claims, start=1)}
    ordered = analysis.check_first()
    listed = ordered[: most if most is not None else _URGENT if options.summary else None]
    most_sources = _SOURCES_IN_SUMMARY if options.summary else _MOST_SOURCES
    article = analysis.article
    return {
        "title": clean(article_name(article)),
        "url": clean(article.url or ""),
        "headline": clean(headline(analysis)),
        "colour_by": title(options.colour_by),
        "legend": _legend(analysis, options),
        "blocks": [] if options.summary else _article(analysis, options),
        "claims": [_claim(analysis, claim, numbers[claim.id], options) for claim in listed],
        "left_out": len(ordered) - len(listed),
        "summary": options.summary,
        "sources": _sources(analysis, most_sources),
        "sources_left_out": max(0, len(analysis.sources) - most_sources),
        "points": _points(analysis),
        "strip": _strip(analysis),
        "scales": [
            {
                "title": scale.title,
                "question": scale.question,
                "levels": [f"{level} {label}" for level, label in enumerate(scale.labels)],
            }
            for scale in SCALES
        ],
        "figures": _figures(analysis),
        "disclaimer": DISCLAIMER,
        "stamp": stamp(analysis, options.made),
    }


def stamp(analysis: Analysis, made: date | None = None) -> str:
    """Return the date (today in UTC if None) and what the scores come from: text and model."""
    model = analysis.model
    return (
        f"{made or datetime.now(UTC).date():%d %B %Y}. Text SHA-256 {analysis.article.id[:16]}. "
        f"Model {model.name} {model.version}, {model.sha256[:16]}, {model.precision}."
    )


def clean(text: str) -> str:
    """Return text on one line, without what cannot be seen or would reorder the rest.

    Joiners stay, since Persian words and many emoji need them; soft hyphens and the
    direction controls of Unicode are dropped; other control characters become spaces.
    """
    return "".join(
        character
        if character.isprintable() or character in _JOINERS
        else ""
        if unicodedata.category(character) == "Cf"
        else " "
        for character in text
    )


def breakable(value: Any) -> Any:
    """Return a view whose very long words can be broken, for a renderer that cannot."""
    if isinstance(value, str):
        return _UNBREAKABLE.sub(lambda match: _pieces(match.group()), value)
    if isinstance(value, list):
        return [breakable(each) for each in value]
    if isinstance(value, dict):
        return {key: breakable(each) for key, each in value.items()}
    return value


def _pieces(word: str) -> str:
    pieces = (word[at : at + _BREAK_EVERY] for at in range(0, len(word), _BREAK_EVERY))
    return "\u200b".join(pieces)


def _legend(analysis: Analysis, options: ReportOptions) -> list[dict[str, Any]]:
    levels = [grade(claim, options.colour_by).level for claim in analysis.claims]
    return [
        {
            "level": shown.level,
            "label": shown.label,
            "step": shown.step,
            "colour": SOLID[shown.step],
            "count": levels.count(shown.level),
        }
        for shown in grades(options.colour_by)
    ]


def _article(analysis: Analysis, options: ReportOptions) -> list[list[dict[str, Any]]]:
    """Return paragraphs of pieces; the last piece of a claim carries its level mark."""
    result = []
    for block in blocks(analysis):
        pieces = []
        raw = block["pieces"]
        for index, piece in enumerate(raw):
            number = piece.get("c")
            shown: dict[str, Any] = {
                "text": clean(piece["t"]),
                "claim": 0 if number is None else number + 1,
                "cue": "q" in piece,
                "skipped": "x" in piece,
                "level": None,
            }
            if number is not None:
                shade = grade(analysis.claims[number], options.colour_by)
                last = index + 1 == len(raw) or raw[index + 1].get("c") != number
                shown |= {
                    "step": shade.step,
                    "colour": SOLID[shade.step],
                    "level": shade.level if last else None,
                }
            pieces.append(shown)
        result.append(pieces)
    return result


def _claim(analysis: Analysis, claim: Claim, number: int, options: ReportOptions) -> dict[str, Any]:
    text = analysis.article.text
    source = claim.evidence.source
    return {
        "number": number,
        "id": claim.id,
        "text": clean(claim.text),
        "colour": SOLID[grade(claim, options.colour_by).step],
        "priority": f"{claim.priority:.2f}",
        "scores": [
            {
                "title": scale.title,
                "label": score.label,
                "level": score.level,
                "top": scale.top,
                "colour": SOLID[grades(scale.name)[score.level].step],
                "unsure": score.uncertain,
            }
            for scale in SCALES
            for score in (claim.scores.by_name(scale.name),)
        ],
        "source": clean(source_name(text, source)) if source else "",
        "source_type": SOURCE_TYPE_LABELS[source.type] if source else "",
        "cues": [clean(text[start:end]) for start, end in claim.evidence.hedge_cues],
        "advice": [clean(line) for line in claim.advice],
    }


def _sources(analysis: Analysis, most_sources: int) -> list[dict[str, Any]]:
    ranked = sorted(analysis.sources, key=lambda group: -len(group.claims))[:most_sources]
    most = max((len(group.claims) for group in ranked), default=1)
    return [
        {
            "name": clean(group_name(group)),
            "type": SOURCE_TYPE_LABELS[group.type],
            "claims": len(group.claims),
            "share": f"{group.share:.0%}",
            "width": len(group.claims) / most,
            "colour": SOLID["calm" if group.type in NAMED_TYPES else "alert"],
        }
        for group in ranked
    ]


def _points(analysis: Analysis) -> list[dict[str, Any]]:
    """Return a point per claim: verifiability ``x`` and sourcing ``y``, both 0 to 1."""
    return [
        {
            "x": claim.scores.verifiability.value,
            "y": claim.scores.sourcing.value,
            "colour": SOLID[grade(claim, "priority").step],
        }
        for claim in analysis.claims
    ]


def _strip(analysis: Analysis) -> list[dict[str, Any]]:
    """Return a row per score with the colour of every claim in reading order."""
    return [
        {
            "title": scale.title,
            "colours": [
                SOLID[grades(scale.name)[claim.scores.by_name(scale.name).level].step]
                for claim in analysis.claims
            ],
        }
        for scale in SCALES
    ]


def _figures(analysis: Analysis) -> list[dict[str, str]]:
    summary = analysis.summary
    shares = (("with a source", summary.sourced_share), ("of these, named", summary.named_share))
    return [
        {"value": str(analysis.article.words), "label": "words"},
        {"value": str(summary.claims), "label": "claims"},
        *(
            {"value": "–" if share is None else f"{share:.0%}", "label": label}
            for label, share in shares
        ),
    ]
