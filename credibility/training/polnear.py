"""Reader of the PolNeAR attribution corpus (brat stand-off beside raw text)."""

import re
from dataclasses import replace
from pathlib import Path

from credibility.document import Span
from credibility.errors import InputError
from credibility.text.segment import sentences
from credibility.training.data import AnnotatedArticle, AnnotatedAttribution

ID_PREFIX = "polnear-"
_ENTITY = re.compile(r"^(T\d+)\t\S+ ([\d ;]+)", re.MULTILINE)
_EVENT = re.compile(r"^E\d+\tAttribution(?:-no-source)?:T\d+(.*)$", re.MULTILINE)
_ROLE = re.compile(r"(Source|Cue|Content)\d*:(T\d+)")


def read_polnear(folder: Path, part: str, without: set[str]) -> list[AnnotatedArticle]:
    """Read a part ("train", "dev" or "test") less the articles whose name is in ``without``."""
    texts = folder / "data" / part / "text"
    names = sorted(path.name.removesuffix(".txt") for path in texts.iterdir())
    return [
        _read_article(folder, part, name)
        for name in names
        if not any(name.startswith(origin) for origin in without)
    ]


def with_text(folder: Path, article: AnnotatedArticle) -> AnnotatedArticle:
    """Return an article whose claims were annotated here with its text and attributions.

    The annotation may end before the article does; the text then ends there too.

    Raises:
        InputError: if the set's training part does not hold the article, or holds less of it.
    """
    name = article.id.removeprefix(ID_PREFIX)
    path = folder / "data" / "train" / "text" / f"{name}.txt"
    end = article.sentences[-1][1]
    if not path.is_file() or len(path.read_bytes().decode()) < end:
        raise InputError(f"{path} is missing or cut: its annotation cannot be used.")
    whole = _read_article(folder, "train", name)
    inside = tuple(
        attribution
        for attribution in whole.attributions or ()
        if all(
            piece[1] <= end
            for piece in (*attribution.source, *attribution.cue, *attribution.content)
        )
    )
    return replace(article, text=whole.text[:end], attributions=inside)


def _read_article(folder: Path, part: str, name: str) -> AnnotatedArticle:
    # Some articles were annotated by several people; the first file stands for them.
    standoff = min((folder / "data" / part / "attributions").glob(f"{name}_*.ann"))
    text = (folder / "data" / part / "text" / f"{name}.txt").read_bytes().decode()
    paragraphs = _lines(text)
    return AnnotatedArticle(
        id=f"{ID_PREFIX}{name}",
        text=text,
        paragraphs=paragraphs,
        # Not annotated here: where the product would cut.
        sentences=sentences(text, paragraphs),
        claims=None,
        skipped={},
        attributions=_attributions(standoff.read_bytes().decode()),
    )


def _lines(text: str) -> tuple[Span, ...]:
    return tuple(match.span() for match in re.finditer(r"\S[^\n]*", text))


def _attributions(standoff: str) -> tuple[AnnotatedAttribution, ...]:
    # A covered text may hold line breaks, so only the heads of lines are trusted.
    entities = {
        key: tuple(
            (int(start), int(end))
            for start, end in (piece.split() for piece in offsets.strip().split(";"))
        )
        for key, offsets in _ENTITY.findall(standoff)
    }
    result = []
    for roles in _EVENT.findall(standoff):
        spans: dict[str, tuple[Span, ...]] = {"Source": (), "Cue": (), "Content": ()}
        for role, key in _ROLE.findall(roles):
            spans[role] = tuple(sorted(spans[role] + entities[key]))
        result.append(AnnotatedAttribution(spans["Source"], spans["Cue"], spans["Content"]))
    return tuple(result)
