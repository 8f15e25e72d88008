"""Paragraphs and sentences at exact offsets."""

import re
from functools import cache
from typing import Any

from credibility.document import Span

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\S[^\n]*")
_BLOCK = re.compile(r"\S(?:.*?\S)??(?=\s*?\n[^\S\n]*\n|\s*\Z)", re.DOTALL)


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs without the white space around them.

    They end at blank lines where the text is hard-wrapped (most lines that do not end a
    block are 60 to 90 characters long), else at every line break.
    """
    pattern = _BLOCK if _is_hard_wrapped(text) else _LINE
    found = (match.span() for match in pattern.finditer(text))
    return tuple((start, start + len(text[start:end].rstrip())) for start, end in found)


def _is_hard_wrapped(text: str) -> bool:
    # A block's last line may be short; the lines before it tell whether it was wrapped.
    lengths = [
        len(line.rstrip())
        for block in _BLANK_LINES.split(text)
        for line in block.strip("\n").split("\n")[:-1]
    ]
    wrapped = sum(60 <= length <= 90 for length in lengths)
    return len(lengths) >= 3 and wrapped * 2 > len(lengths)


def sentences(text: str, within: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the sentences of every paragraph, without the white space around them."""
    segmenter = _segmenter()
    found: list[Span] = []
    for start, end in within:
        paragraph = text[start:end]
        for first, last in segmenter(paragraph):
            piece = paragraph[first:last]
            stripped = piece.strip()
            if stripped:
                begin = start + first + len(piece) - len(piece.lstrip())
                found.append((begin, begin + len(stripped)))
    return tuple(found)


@cache
def _segmenter() -> Any:
    import nupunkt  # its model takes a moment, and `--help` has no use for it

    return nupunkt.sent_spans
