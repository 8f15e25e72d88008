"""The rows of one article: its own columns, then those of a claim."""

from typing import Any

from credibility.batch.inputs import Item
from credibility.document import Analysis

_ARTICLE = ("key", "article", "title", "url", "words", "model", "error")
# A claim's columns that repeat the article's.
_REPEATED = ("article", "title", "model")
_CLAIM: tuple[str, ...] = ()


def analysed(item: Item, analysis: Analysis) -> list[dict[str, Any]]:
    """Return a row per claim, or one without a claim so that no article is lost."""
    article = analysis.article
    own = {
        "key": item.key,
        "article": article.id,
        "title": article.title,
        "url": article.url,
        "words": article.words,
        "model": analysis.model.sha256,
        "error": None,
    }
