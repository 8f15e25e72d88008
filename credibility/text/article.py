"""A text as an ``Article``: checked, segmented, identified."""

import hashlib
import unicodedata

from credibility.document import Article
from credibility.errors import InputError, LanguageError
from credibility.text.segment import paragraphs, sentences

MAX_CHARACTERS = 300_000
# Shorter texts are too short to tell their language by.
_TELLING_WORDS = 20
_SURE = 0.9
# The share of control characters above which a "text" is a binary file.
_MOST_CONTROLS = 0.01


def article_from_text(
    text: str, *, title: str | None = None, url: str | None = None, force: bool = False
) -> Article:
    """Return the article of a text, which stays as it is but for line ends (``\\n``).

    Args:
        text: the article's text.
        title: from metadata or the user; it is never scored.
        url: where the text came from.
        force: analyse even if the text is not English.

    Raises:
        InputError: if the text is empty, too long or not text.
        LanguageError: if it is not English and ``force`` is off.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("There is no text to analyse: paste or choose an article first.")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"The text has {len(text):,} characters and the limit is {MAX_CHARACTERS:,}: "
            "analyse it in parts."
        )
    controls = sum(
        unicodedata.category(character) == "Cc" and not character.isspace() for character in text
    )
    # Lone surrogates cannot be written as UTF-8, which is what the id is made of.
    surrogates = any("\ud800" <= character <= "\udfff" for character in text)
    if "\0" in text or surrogates or controls > max(20, _MOST_CONTROLS * len(text)):
        raise InputError(
            "This is not readable text: paste or choose plain text, HTML, Word or PDF."
        )
    words = len(text.split())
    language = _language(text, words, force=force)
    blocks = paragraphs(text)
    return Article(
        id=hashlib.sha256(text.encode()).hexdigest(),
        title=title.strip() or None if title else None,
        url=url,
        language=language,
        text=text,
        words=words,
        paragraphs=blocks,
        sentences=sentences(text, blocks),
    )


def _language(text: str, words: int, *, force: bool) -> str:
    """Return the language's code; "en" for short texts and where English was insisted on."""
    if words < _TELLING_WORDS:
        return "en"
    from credibility.text.language import detect

    language = detect(text)
    if language.code == "en" or language.probability < _SURE:
        return "en"
    if not force:
        raise LanguageError(
            f"The text seems to be in another language than English ({language.code}), which "
            "the model does not read: to analyse it all the same, use --force on the command "
            "line or force=True in Python."
        )
    return language.code
