"""Hedge cues in speeches before the United Nations' Security Council, never trained on."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from credibility.model.config import HEDGE_CUE_TAGS
from credibility.model.network import CredibilityModel
from credibility.model.tagging import runs, transitions, viterbi
from credibility.training.alone import tag_alone
from credibility.training.metrics import f1


def read_sentences(path: Path) -> list[tuple[str, list[str]]]:
    """Return each sentence with the strings of its hedge cues."""
    return [
        (
            " ".join(sentence["Sentence"].split()),
            [_plain(cue["Hedge"]) for cue in sentence["Gold_Hedges"]],
        )
        for speech in json.loads(path.read_text())
        for sentence in speech["Sentences"]
    ]


def cue_counts(
    model: CredibilityModel, tokenizer: Any, sentences: Sequence[tuple[str, list[str]]]
) -> list[tuple[int, int, int]]:
    """Return per sentence how many cues are right, found and annotated.

    The annotation gives strings, not places: equal strings count, each once.
    """
    allowed = transitions(HEDGE_CUE_TAGS)
    result = []
    for text, gold in sentences:
        encoded, tags = tag_alone(model, tokenizer, text)
        scores = tags.hedge_cue[0].log_softmax(-1).double().numpy()
        best = viterbi(scores, allowed, [False] * len(scores)).tolist()
        found = [
            _plain(text[encoded.starts[start] : encoded.ends[end - 1]])
            for _, start, end in runs(best, HEDGE_CUE_TAGS)
        ]
        right = (Counter(gold) & Counter(found)).total()
        result.append((right, len(found), len(gold)))
    return result


def cue_f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """Return exact cue F1 over sentences."""
    right, found, gold = (sum(each[place] for each in counts) for place in range(3))
    return f1(right, found, gold)


def _plain(cue: str) -> str:
    return " ".join(cue.casefold().split())
