"""Checkable details inside a claim: money, percentages, dates, numbers, names."""

import re
from collections.abc import Iterator, Sequence

from credibility.analysis.names import names_between
from credibility.document import Detail, DetailKind, Span

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_AMOUNT = r"\d+(?:[.,]\d+)*(?:\s?(?:million|billion|trillion|thousand|hundred|m|bn|k)\b)?"
_PATTERNS: tuple[tuple[DetailKind, re.Pattern[str]], ...] = (
    (
        "money",
        re.compile(
            rf"(?:US|C|A)?[$€£¥]\s?{_AMOUNT}"
            rf"|\b{_AMOUNT}\s(?:dollars?|euros?|pounds?|yen|rubles?|roubles?|cents?|pence)\b"
        ),
    ),
    ("percentage", re.compile(r"\b\d+(?:[.,]\d+)*\s?(?:%|per ?cent\b|percentage points?\b)")),
    (
        "date",
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s\d{{4}})?\b"
            rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b"
            rf"|\b{_MONTH}\s\d{{4}}\b|\b(?:January|February|September|October|November|December)\b"
            rf"|\b{_DAY}\b|\b(?:1[89]|20)\d\d\b(?![,.]\d)|\b\d{{4}}-\d\d-\d\d\b"
            r"|\b\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?=\W|$)"
        ),
    ),
    (
        "number",
        re.compile(
            rf"\b{_AMOUNT}\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
            r"|dozens?|hundreds?|thousands?|millions?|billions?)\b",
            re.IGNORECASE,
        ),
    ),
)


def find_details(text: str, spans: Sequence[Span]) -> tuple[Detail, ...]:
    """Return the details inside the spans in reading order, without overlaps."""
    taken: list[Span] = []
    found: list[Detail] = []
    for kind, span in _candidates(text, spans):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            taken.append(span)
            found.append(Detail(kind, span, text[slice(*span)]))
    return tuple(sorted(found, key=lambda detail: detail.span))


def _candidates(text: str, spans: Sequence[Span]) -> Iterator[tuple[DetailKind, Span]]:
    """Yield candidates, the more specific kinds first."""
    for kind, pattern in _PATTERNS:
        for span in spans:
            for match in pattern.finditer(text, *span):
                yield kind, match.span()
    for span in spans:
        for name in names_between(text, span):
            yield "name", name.span
