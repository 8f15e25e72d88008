"""Quotation marks: which characters of an article are quoted, and by which quotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from credibility.document import Span
from credibility.levels import Quote

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‟": "”"}
# Single marks are quotes only where they cannot be apostrophes: they open before a letter
# after white space and close after punctuation, or after a few words. Only one way leads
# through each character: two would take time without end where a mark is never closed.
_SINGLE = re.compile(
    r"(?<![^\s(\[—–-])[‘'](?=\w)(?:[^‘'\n]|(?<=\w)'(?=\w)){1,400}?"
    r"(?:(?<=[.,!?…])['’]|(?<=\w)['’])(?=[\s.,;:!?)\]—–-]|$)",
    re.MULTILINE,
)
# A claim is "direct" if nearly all its letters are quoted: an edge word may fall outside.
_NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted region, inside its marks, and the number of the quotation it belongs to.

    A quotation that runs over several paragraphs, each opening anew, keeps its number.
    """

    span: Span
    quotation: int


def quoted_regions(text: str, paragraphs: Sequence[Span]) -> tuple[Quoted, ...]:
    """Return the quoted regions in reading order.

    Regions end with their paragraph at the latest, so that a lost closing mark never
    swallows the rest of the article. One that is not closed counts only if the next
    paragraph opens with a mark again, which is how long quotations are set.
    """
    found: list[Quoted] = []
    number = 0
    unclosed = False
    for index, (start, end) in enumerate(paragraphs):
        following = text[paragraphs[index + 1][0]] if index + 1 < len(paragraphs) else ""
        spans, open_at = _in_paragraph(text, start, end)
        runs_on = open_at is not None and following in _PAIRS
        if runs_on and open_at is not None:
            spans.append((open_at + 1, end))
        for span in spans:
            continues = unclosed and span[0] - 1 == start
            if not continues:
                number += 1
            found.append(Quoted(span, number))
        unclosed = runs_on
    doubles = [each.span for each in found]
    for match in _SINGLE.finditer(text):
        span = (match.start() + 1, match.end() - 1)
        if not any(a < span[1] and span[0] < b for a, b in doubles):
            number += 1
            found.append(Quoted(span, number))
    return tuple(sorted(found, key=lambda each: each.span))


def _in_paragraph(text: str, start: int, end: int) -> tuple[list[Span], int | None]:
    """Return a paragraph's closed regions and where an unclosed one opened."""
    spans: list[Span] = []
    opened: int | None = None
    closing = ""
    for at in range(start, end):
        character = text[at]
        if opened is None:
            after = text[at + 1] if at + 1 < end else " "
            if character in _PAIRS and not after.isspace():
                opened, closing = at, _PAIRS[character]
        elif character in closing and not text[at - 1].isspace():
            spans.append((opened + 1, at))
            opened = None
    return spans, opened


def quote_kind(text: str, spans: Sequence[Span], regions: Sequence[Quoted]) -> Quote:
    """Return whether the letters of a claim are quoted wholly, partly or not at all."""
    letters = quoted = 0
    near = [
        each.span for each in regions if each.span[0] < spans[-1][1] and spans[0][0] < each.span[1]
    ]
    for start, end in spans:
        for at in range(start, end):
            if text[at].isalnum():
                letters += 1
                quoted += any(first <= at < last for first, last in near)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= _NEARLY_ALL * letters else "mixed"
