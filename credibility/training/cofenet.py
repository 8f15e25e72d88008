"""Attribution on the segmentation that CofeNet (Wang et al. 2022) reported on."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from credibility.model.config import ATTRIBUTION_TAGS
from credibility.model.network import CredibilityModel
from credibility.model.tagging import runs, transitions, viterbi
from credibility.training.alone import tag_alone
from credibility.training.metrics import f1

# Penn Treebank's spelling of marks, as print has them.
_PRINTED = {"``": '"', "''": '"', "`": "'", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


def read_segments(path: Path) -> list[tuple[list[str], list[str]]]:
    """Read JSON lines with ``tokens`` and ``labels`` (BIO)."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [
        ([_PRINTED.get(token, token) for token in row["tokens"]], row["labels"]) for row in rows
    ]


def segment_counts(
    model: CredibilityModel, tokenizer: Any, segments: Sequence[tuple[list[str], list[str]]]
) -> list[Counter[tuple[str, str]]]:
    """Return per segment the exact-span counts ``(kind, "gold" | "found" | "right")``.

    A segment is read alone, as in the published figures; its tokens are joined by spaces
    and a token's tag is that of its first word.
    """
    names = list(ATTRIBUTION_TAGS)
    allowed = transitions(names)
    result = []
    for tokens, labels in segments:
        text = " ".join(tokens)
        starts = np.cumsum([0] + [len(token) + 1 for token in tokens[:-1]])
        encoded, tags = tag_alone(model, tokenizer, text)
        scores = tags.attribution[0].log_softmax(-1).double().numpy()
        first = [encoded.words_in(int(at), int(at) + 1) for at in starts]
        chosen = [words.start if words and words.start < len(scores) else -1 for words in first]
        readable = [word for word in chosen if word >= 0]
        found_tags = iter(viterbi(scores[readable], allowed, [False] * len(readable)).tolist())
        guessed = [next(found_tags) if word >= 0 else 0 for word in chosen]
        gold = {tuple(run) for run in runs([names.index(label) for label in labels], names)}
        found = {tuple(run) for run in runs(guessed, names)}
        counts: Counter[tuple[str, str]] = Counter()
        for key, spans in (("gold", gold), ("found", found), ("right", gold & found)):
            for kind, _, _ in spans:
                counts[str(kind)[2:], key] += 1
        result.append(counts)
    return result


def attribution_f1(counts: Sequence[Counter[tuple[str, str]]]) -> dict[str, float]:
    """Return exact-span F1 of source, cue and content."""
    total: Counter[tuple[str, str]] = sum(counts, Counter())
    return {
        kind: f1(total[kind, "right"], total[kind, "found"], total[kind, "gold"])
        for kind in ("source", "cue", "content")
    }
