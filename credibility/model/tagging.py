"""From tag logits to spans of words, under the constraints of the tag scheme."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_FORBIDDEN = -1e9


def transitions(tags: Sequence[str]) -> Floats:
    """Return (tags, tags) additive scores: 0 where the second may follow the first.

    An inside tag follows only its own begin or inside. A span does not open right after
    another of its kind: in annotation that is rare, and in tagging mostly a span cut in two.
    """
    matrix = np.zeros((len(tags), len(tags)))
    for column, tag in enumerate(tags):
        for row, before in enumerate(tags):
            same_kind = tag != "O" and before != "O" and before[1:] == tag[1:]
            if same_kind != tag.startswith("I"):
                matrix[row, column] = _FORBIDDEN
    return matrix


def viterbi(logits: Floats, allowed: Floats, starts: Sequence[bool]) -> npt.NDArray[np.int64]:
    """Return the best tag per word.

    Args:
        logits: (words, tags), log-probabilities or logits.
        allowed: (tags, tags) from ``transitions``.
        starts: per word whether nothing may run into it (a sentence begins there).
    """
    count, width = logits.shape
    if not count:
        return np.zeros(0, dtype=np.int64)
    # What may stand after a boundary is what may follow "O", the tag with index 0.
    opening = allowed[0]
    back = np.zeros((count, width), dtype=np.int64)
    score = logits[0] + opening
    for word in range(1, count):
        step = score[:, None] + (opening[None, :] if starts[word] else allowed)
        back[word] = step.argmax(0)
        score = step.max(0) + logits[word]
    best = np.empty(count, dtype=np.int64)
    best[-1] = score.argmax()
    for word in range(count - 1, 0, -1):
        best[word - 1] = back[word, best[word]]
    return best


def runs(tags: Sequence[int], names: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return ``(opening tag, first word, last word + 1)`` of every tagged run, in order."""
    result: list[tuple[str, int, int]] = []
    opening, first = "", 0
    for word, tag in enumerate([*tags, 0]):
        name = names[tag]
        if opening and not name.startswith("I"):
            result.append((opening, first, word))
            opening = ""
        if name != "O" and not name.startswith("I"):
            opening, first = name, word
    return result
