"""Text in, article with offsets out: files, addresses, standard input, pasted text."""

from credibility.text.article import article_from_text
from credibility.text.readers import article_from_bytes
from credibility.text.sources import read_article

__all__ = ["article_from_bytes", "article_from_text", "read_article"]
