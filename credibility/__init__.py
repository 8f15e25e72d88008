"""Claim-by-claim hedging, sourcing and verifiability of news articles.

>>> from credibility import article_from_text
>>> article = article_from_text("The bridge was closed on Monday, the mayor said.")
>>> [article.text[start:end] for start, end in article.sentences]
['The bridge was closed on Monday, the mayor said.']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credibility.analysis.analyzer import Analyzer
    from credibility.document import Analysis, Article, Claim
    from credibility.errors import (
        CredibilityError,
        InputError,
        LanguageError,
        ModelError,
        StorageError,
    )
    from credibility.text import article_from_bytes, article_from_text, read_article

__version__ = "0.1.0"
__all__ = [
    "Analysis",
    "Analyzer",
    "Article",
    "Claim",
    "CredibilityError",
    "InputError",
    "LanguageError",
    "ModelError",
    "StorageError",
    "article_from_bytes",
    "article_from_text",
    "read_article",
]

_HOMES = {
    "Analysis": "credibility.document",
    "Analyzer": "credibility.analysis.analyzer",
    "Article": "credibility.document",
    "Claim": "credibility.document",
    "CredibilityError": "credibility.errors",
    "InputError": "credibility.errors",
    "LanguageError": "credibility.errors",
    "ModelError": "credibility.errors",
    "StorageError": "credibility.errors",
    "article_from_bytes": "credibility.text",
    "article_from_text": "credibility.text",
    "read_article": "credibility.text",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: torch takes seconds, `--help` must not."""
    if name not in _HOMES:
        raise AttributeError(f"module 'credibility' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
