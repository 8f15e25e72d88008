"""Plain words for an analysis, the same in dashboard, reports and terminal."""

from credibility.document import Analysis, Article, Attribution, SourceGroup

_OPENING_WORDS = 8
_OPENING_LETTERS = 80


def opening(text: str) -> str:
    """Return a text's first words, on one line, to name it by where it has no title."""
    return " ".join(text.split()[:_OPENING_WORDS])[:_OPENING_LETTERS]


def article_name(article: Article) -> str:
    """Return an article's title, else how it begins."""
    return article.title or f"{opening(article.text)} …"


def source_name(text: str, source: Attribution) -> str:
    """Return who a source is, or which word leaves it unclear."""
    return source.name or f"unclear: “{text[slice(*source.mention)]}”"


def group_name(group: SourceGroup) -> str:
    """Return a source group's name for people."""
    return group.name or "an unclear speaker"


def headline(analysis: Analysis) -> str:
    """Return the article at a glance, in a sentence or two."""
    count = analysis.summary.claims
    if not count:
        return "No claims were found in this text."
    sourced = sum(len(group.claims) for group in analysis.sources)
    start = f"{count} claims, {sourced} of them with a source." if count > 1 else "One claim."
    largest = analysis.summary.largest_source
    if largest is None:
        return f"{start} The text points at no source for any of them."
    group = next(each for each in analysis.sources if each.id == largest.id)
    if len(group.claims) > 1:
        return (
            f"{start} {len(group.claims)} of {sourced} sourced claims rest on {group_name(group)}."
        )
    return start
