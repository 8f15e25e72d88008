"""Annotated articles: the one form that every training set is brought to."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from credibility.document import Span
from credibility.errors import InputError
from credibility.levels import ScoreName


@dataclass(frozen=True, slots=True)
class AnnotatedClaim:
    """A claim with its levels and evidence; ``mention`` is None where there is no source."""

    sentence: int
    spans: tuple[Span, ...]
    levels: dict[ScoreName, int]
    hedge_cues: tuple[Span, ...]
    source_type: str
    mention: Span | None
    quote: str


@dataclass(frozen=True, slots=True)
class AnnotatedAttribution:
    """Who (source) says (cue) what (content), each perhaps in several pieces."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with claims, or with attributions, or with both.

    ``claims`` or ``attributions`` is None where that layer was not annotated;
    ``skipped`` maps a sentence without a claim to its reason.
    """

    id: str
    text: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    claims: tuple[AnnotatedClaim, ...] | None
    skipped: dict[int, str]
    attributions: tuple[AnnotatedAttribution, ...] | None


def write_articles(path: Path, articles: list[AnnotatedArticle]) -> None:
    """Write one article a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(msgspec.json.encode(article) + b"\n" for article in articles))


def read_articles(path: Path) -> list[AnnotatedArticle]:
    """Read what ``write_articles`` wrote.

    Raises:
        InputError: if the file is missing or is not such a file.
    """
    try:
        lines = path.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=AnnotatedArticle) for line in lines]
    except FileNotFoundError as error:
        raise InputError(
            f"{path} is missing: `credibility prepare` makes what is under the `prepared` folder, "
            f"`git checkout benchmarks` restores our own annotation."
        ) from error
    except msgspec.DecodeError as error:
        raise InputError(
            f"{path} is damaged ({error}): run `credibility prepare` again."
        ) from error
