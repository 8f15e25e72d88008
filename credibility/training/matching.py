"""Which found claim stands for which annotated one."""

from collections.abc import Sequence

from credibility.document import Span
from credibility.model.windows import EncodedText

Pieces = tuple[Span, ...]


def claim_words(encoded: EncodedText, pieces: Pieces) -> frozenset[int]:
    """Return the words of a claim."""
    return frozenset(word for piece in pieces for word in encoded.words_in(*piece))


def match(
    gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]], least: float = 0.5
) -> list[tuple[int, int]]:
    """Pair claims one to one by falling word overlap (Jaccard), at least ``least``.

    Returns:
        Pairs of indices ``(gold, found)``.
    """
    candidates: list[tuple[float, int, int]] = []
    for left, words in enumerate(gold):
        for right, others in enumerate(found):
            shared = len(words & others)
            if shared and (jaccard := shared / len(words | others)) >= least:
                candidates.append((-jaccard, left, right))
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, left, right in sorted(candidates):
        if left not in used_gold and right not in used_found:
            used_gold.add(left)
            used_found.add(right)
            pairs.append((left, right))
    return pairs
