"""An article as words and windows of tokens.

A *word* is a pre-token of the tokenizer (a run of letters or digits, or one punctuation
mark); labels live on words. A *window* is what the encoder reads at once: it begins at a
paragraph where it can and repeats a third of its length or more as left context (less only
before a very long sentence), and its *new* part, what is scored there, starts where the
previous window's ended.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from credibility.document import Span

Ints = npt.NDArray[np.int64]

_SPLIT_PARAGRAPH = 32
# One character each, so that offsets hold: a text means the same in any typography.
_STRAIGHT_MARKS = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛‹›′", "'")})


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's tokens and words.

    ``ids`` (tokens) without special tokens; ``first`` (words + 1) is the index of each
    word's first token, closed by the number of tokens; ``starts`` and ``ends`` (words)
    are character offsets.
    """

    ids: Ints
    first: Ints
    starts: Ints
    ends: Ints

    def words_in(self, start: int, end: int) -> range:
        """Return the words that overlap the characters ``[start, end)``."""
        return range(
            int(np.searchsorted(self.ends, start, side="right")),
            int(np.searchsorted(self.starts, end, side="left")),
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Words ``[start, end)`` of an article, of which ``[new, end)`` are scored here."""

    start: int
    new: int
    end: int


def encode(tokenizer: Any, text: str) -> EncodedText:
    """Tokenize ``text`` with a ``tokenizers.Tokenizer`` and group tokens into words.

    Quotation marks of any kind are read as straight ones.
    """
    encoding = tokenizer.encode(text.translate(_STRAIGHT_MARKS), add_special_tokens=False)
    word_ids = encoding.word_ids
    ids = np.asarray(encoding.ids, dtype=np.int64)
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    # A token without a word of its own (a special token spelled out in the text) is a word.
    opens = [
        index == 0 or word is None or word != word_ids[index - 1]
        for index, word in enumerate(word_ids)
    ]
    first = np.append(np.flatnonzero(opens), len(ids)).astype(np.int64)
    return EncodedText(ids, first, offsets[first[:-1], 0], offsets[first[1:] - 1, 1])


def windows(
    encoded: EncodedText,
    paragraphs: Sequence[Span],
    sentences: Sequence[Span],
    length: int,
    *,
    context: bool = True,
) -> list[Window]:
    """Cut a text into windows of at most ``length`` tokens, two special ones included.

    Sentences stay whole unless longer than half a window. Left context is between a third
    and a half of the window: from a paragraph's start if one lies there, else a sentence's
    (with ``context`` off there is none, so that training reads each token once). Of all
    such cuts the one that reads fewest tokens is taken; ending a window inside a paragraph,
    where a quote's speaker may still follow, counts as ``_SPLIT_PARAGRAPH`` tokens.
    """
    capacity = length - 2
    units = _units(encoded, sentences, capacity // 2)
    opening = {words.start for span in paragraphs if (words := encoded.words_in(*span))}
    tokens = encoded.first
    starts = [
        _context_start(units, new, tokens, opening, capacity) if context else new
        for new in range(len(units))
    ]
    # Shortest path: best[i] is the least cost of windows that score units [i, end).
    best = [0] * (len(units) + 1)
    ends = [0] * len(units)
    for new in range(len(units) - 1, -1, -1):
        begin = tokens[units[starts[new]].start]
        best[new] = sys.maxsize
        for end in range(new + 1, len(units) + 1):
            size = int(tokens[units[end - 1].stop] - begin)
            if size > capacity:
                break
            split = end < len(units) and units[end].start not in opening
            cost = size + split * _SPLIT_PARAGRAPH + best[end]
            if cost <= best[new]:
                best[new], ends[new] = cost, end
    result: list[Window] = []
    new = 0
    while new < len(units):
        end = ends[new]
        result.append(Window(units[starts[new]].start, units[new].start, units[end - 1].stop))
        new = end
    return result


def _units(encoded: EncodedText, sentences: Sequence[Span], longest: int) -> list[range]:
    """Return word ranges of the sentences, overlong ones split, gaps closed."""
    edges = {0, len(encoded.starts)}
    edges.update(words.start for span in sentences if (words := encoded.words_in(*span)))
    ordered = sorted(edges)
    units: list[range] = []
    for start, stop in pairwise(ordered):
        begin = start
        for word in range(start + 1, stop):
            if encoded.first[word + 1] - encoded.first[begin] > longest:
                units.append(range(begin, word))
                begin = word
        units.append(range(begin, stop))
    return units


def _context_start(
    units: list[range], new: int, tokens: Ints, opening: set[int], capacity: int
) -> int:
    """Return the unit where the window that scores from unit ``new`` begins."""
    if new == 0:
        return 0
    scored = tokens[units[new].start]
    start = new
    while start > 0 and scored - tokens[units[start].start] < capacity // 3:
        start -= 1
    for earlier in range(start, -1, -1):
        if scored - tokens[units[earlier].start] > capacity // 2:
            break
        if units[earlier].start in opening:
            return earlier
    # The context itself may reach past half a window when its first unit is long.
    while start < new and scored - tokens[units[start].start] > capacity // 2:
        start += 1
    return start
