"""The article as text pieces with marks, for everything that draws it.

Pieces, not offsets: a browser counts UTF-16 units.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from credibility.document import Analysis, Claim, Span
from credibility.levels import SCALES
from credibility.palette import COLOUR_BY, grade


def blocks(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the paragraphs, each as pieces.

    A piece has its text ``t``; ``c``, the index of the claim it belongs to, if any; ``q``,
    ``s`` and ``n``, the indices of the claims whose hedge cue, source mention or fullest
    naming of the source it is; and ``x`` where its sentence was skipped.
    """
    article = analysis.article
    layers = {
        "c": [(span, i) for i, claim in enumerate(analysis.claims) for span in claim.spans],
        "q": [
            (span, i)
            for i, claim in enumerate(analysis.claims)
            for span in claim.evidence.hedge_cues
        ],
        "s": [(span, i) for i, claim in enumerate(analysis.claims) for span in _sources(claim)],
        "n": [
            (source.named_at, i)
            for i, claim in enumerate(analysis.claims)
            for source in (claim.evidence.source,)
            if source is not None and source.named_at is not None
        ],
        "x": [(article.sentences[skipped.sentence], 1) for skipped in analysis.skipped],
    }
    return [{"pieces": _pieces(article.text, span, layers)} for span in article.paragraphs]


def _sources(claim: Claim) -> Iterable[Span]:
    source = claim.evidence.source
    if source is None:
        return ()
    return (source.mention, *(other.mention for other in source.others))


def _pieces(
    text: str, paragraph: Span, layers: dict[str, list[tuple[Span, int]]]
) -> list[dict[str, Any]]:
    start, end = paragraph
    inside = {
        layer: [(span, index) for span, index in spans if span[0] < end and start < span[1]]
        for layer, spans in layers.items()
    }
    edges = {start, end}
    for spans in inside.values():
        for (first, last), _ in spans:
            edges.update((max(first, start), min(last, end)))
    ordered = sorted(edges)
    pieces = []
    for first, last in pairwise(ordered):
        piece: dict[str, Any] = {"t": text[first:last]}
        for layer, spans in inside.items():
            hits = [index for (a, b), index in spans if a <= first and last <= b]
            if hits:
                piece[layer] = hits if layer in {"q", "s", "n"} else hits[0]
        pieces.append(piece)
    return pieces


def marks(analysis: Analysis) -> list[dict[str, Any]]:
    """Return per claim what its mark shows and says to a screen reader."""
    return [
        {
            "id": claim.id,
            "say": ", ".join(
                f"{scale.title}: {claim.scores.by_name(scale.name).label}" for scale in SCALES
            ),
            "grades": {
                name: {"level": shown.level, "step": shown.step}
                for name in COLOUR_BY
                for shown in (grade(claim, name),)
            },
        }
        for claim in analysis.claims
    ]
