"""Reader of the newsclaims annotation (guidelines, section 6)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from credibility.document import Span
from credibility.errors import InputError
from credibility.training.data import AnnotatedArticle, AnnotatedClaim

# Punctuation and quotation marks stay outside a claim; some files keep them.
_EDGES = " \t\n.,;:!?\"'“”„«»‘’—–-…"


def read_newsclaims(folder: Path, split: str) -> list[AnnotatedArticle]:
    """Read one split ("train" or "dev") of the set in ``folder``."""
    ids = json.loads((folder / "splits.json").read_text())[split]
    return [read_article(folder, article_id) for article_id in ids]


def origins(folder: Path, articles: Iterable[AnnotatedArticle]) -> set[str]:
    """Return where the articles come from in other sets ("" where nowhere)."""
    return {
        json.loads((folder / "articles" / f"{article.id}.json").read_text()).get("origin", "")
        for article in articles
    }


def read_article(folder: Path, article_id: str) -> AnnotatedArticle:
    """Read one article with its annotation.

    Raises:
        InputError: if a claim, cue or mention does not stand in its sentence.
    """
    raw = json.loads((folder / "articles" / f"{article_id}.json").read_text())
    lines = (folder / "annotations" / f"{article_id}.jsonl").read_text().splitlines()
    text: str = raw["text"]
    sentences: tuple[Span, ...] = tuple((start, end) for start, end in raw["sentences"])
    claims: list[AnnotatedClaim] = []
    skipped: dict[int, str] = {}
    for row in map(json.loads, lines):
        if "none" in row:
            skipped[row["s"]] = row["none"]
        else:
            claims.append(_claim(row, text, sentences, article_id))
    return AnnotatedArticle(
        id=article_id,
        text=text,
        paragraphs=tuple((start, end) for start, end in raw["paragraphs"]),
        sentences=sentences,
        claims=tuple(claims),
        skipped=skipped,
        attributions=None,
    )


def _claim(
    row: dict[str, Any], text: str, sentences: tuple[Span, ...], article_id: str
) -> AnnotatedClaim:
    sentence = sentences[row["s"]]
    fragments = row["t"] if isinstance(row["t"], list) else [row["t"]]
    spans = _find_in_order(text, fragments, sentence)
    if spans is None:
        raise InputError(f"{article_id}: {row['t']!r} does not stand in sentence {row['s']}.")

    def found(words: str, number: int) -> Span:
        span = find(text, words, sentences[number], spans[0][0])
        if span is None:
            raise InputError(f"{article_id}: {words!r} does not stand in sentence {number}.")
        return span

    cues = sorted(found(cue, row["s"]) for cue in row["hc"])
    mention = found(row["sp"], row.get("ss", row["s"])) if row["sp"] else None
    return AnnotatedClaim(
        sentence=row["s"],
        spans=tuple(trim(text, span) for span in spans),
        levels={"hedging": row["h"], "sourcing": row["src"], "verifiability": row["v"]},
        hedge_cues=tuple(cues),
        source_type=row["st"],
        mention=mention,
        quote=row["q"],
    )


def _find_in_order(text: str, fragments: Iterable[str], within: Span) -> list[Span] | None:
    start, end = within
    spans: list[Span] = []
    for fragment in fragments:
        at = text.find(fragment, start, end)
        if at < 0:
            return None
        spans.append((at, at + len(fragment)))
        start = at + len(fragment)
    return spans


def find(text: str, wanted: str, within: Span, near: int) -> Span | None:
    """Return the whole-word occurrence of ``wanted`` in ``within`` nearest to ``near``."""
    hits: list[int] = []
    at = text.find(wanted, *within)
    while at >= 0:
        hits.append(at)
        at = text.find(wanted, at + 1, within[1])
    whole = [hit for hit in hits if _is_whole(text, hit, hit + len(wanted))]
    best = min(whole or hits, key=lambda hit: abs(hit - near), default=None)
    return None if best is None else (best, best + len(wanted))


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (
        after.isalnum() and text[end - 1].isalnum()
    )


def trim(text: str, span: Span) -> Span:
    """Drop punctuation and quotation marks at a span's edges."""
    start, end = span
    while start < end - 1 and text[start] in _EDGES:
        start += 1
    while end > start + 1 and text[end - 1] in _EDGES:
        end -= 1
    return (start, end)
