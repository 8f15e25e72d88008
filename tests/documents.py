"""Analysis documents for tests that need no model."""

import json
from hashlib import sha256
from typing import Any

from credibility.document import Analysis
from tests.conftest import REPOSITORY

_FILE = REPOSITORY / "tests" / "data" / "own-C-1.analysis.json"
_SPANS = {"spans", "hedge_cues", "paragraphs", "sentences"}
_SPAN = {"mention", "named_at", "cue", "span"}


def long_document(copies: int) -> Analysis:
    """Return the fixture's article ``copies`` times over, as one document."""
    base = json.loads(_FILE.read_text(encoding="utf-8"))
    article = base["article"]
    piece, sentences = article["text"] + "\n\n", len(article["sentences"])
    document = json.loads(json.dumps(base))
    document["article"].update(text=piece * copies, words=article["words"] * copies)
    document["article"]["id"] = sha256((piece * copies).encode()).hexdigest()
    for copy in range(1, copies):
        at = copy * len(piece)
        for name in ("paragraphs", "sentences"):
            document["article"][name] += _moved(article, at)[name]
        for claim in _moved(base["claims"], at):
            claim.update(
                id=f"{claim['id']}-{copy + 1}", sentence=claim["sentence"] + copy * sentences
            )
            document["claims"].append(claim)
        document["skipped"] += [
            {**each, "sentence": each["sentence"] + copy * sentences} for each in base["skipped"]
        ]
        for group, first in zip(document["sources"], base["sources"], strict=True):
            group["claims"] += [f"{claim_id}-{copy + 1}" for claim_id in first["claims"]]
    document["summary"]["claims"] = len(document["claims"])
    return Analysis.from_json(json.dumps(document))


def _moved(value: Any, at: int) -> Any:
    if isinstance(value, list):
        return [_moved(each, at) for each in value]
    if not isinstance(value, dict):
        return value
    moved = {}
    for key, each in value.items():
        if each is not None and key in _SPANS:
            moved[key] = [[start + at, end + at] for start, end in each]
        elif each is not None and key in _SPAN:
            moved[key] = [each[0] + at, each[1] + at]
        else:
            moved[key] = _moved(each, at)
    return moved
