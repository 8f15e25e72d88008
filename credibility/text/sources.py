"""Where an article comes from: a path, standard input ("-") or an address."""

import sys
from pathlib import Path

from credibility.document import Article
from credibility.errors import InputError
from credibility.text.readers import MAX_BYTES, article_from_bytes


def read_article(source: str | Path, *, title: str | None = None, force: bool = False) -> Article:
    """Return the article at a path, on standard input ("-") or at an http(s) address.

    Raises:
        InputError: if it cannot be read; the message says why and what to do.
        LanguageError: as ``article_from_text``.
    """
    name = str(source)
    if name == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        return article_from_bytes(data, "standard input", title=title, force=force)
    if name.lower().startswith(("http://", "https://")):
        from credibility.text.fetch import fetch

        page = fetch(name)
        return article_from_bytes(page.data, page.name, title=title, url=page.url, force=force)
    path = Path(name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{name} is larger than {MAX_BYTES / 1e6:.0f} MB: shorten it first.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {name}.") from error
    except IsADirectoryError as error:
        raise InputError(f"{name} is a folder: use `credibility batch` for many files.") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name} cannot be read: {error}.") from error
    return article_from_bytes(data, path.name, title=title, force=force)
