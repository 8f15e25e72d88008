"""Files as articles: plain text, Markdown, HTML, Word, PDF, told apart by content."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from credibility.document import Article
from credibility.errors import InputError
from credibility.text.article import article_from_text

MAX_BYTES = 20_000_000
# HTML takes about 150 bytes of memory a byte.
_MAX_HTML_CHARACTERS = 2_000_000
_MAX_UNPACKED = 50_000_000
_MAX_ENTRIES = 2_000
_MAX_PAGES = 500
# A comment ends at its first mark: one that could run on would be tried with every other.
_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class _Extracted:
    text: str
    title: str | None = None


def article_from_bytes(
    data: bytes,
    filename: str,
    *,
    title: str | None = None,
    url: str | None = None,
    force: bool = False,
) -> Article:
    """Return the article in a file's bytes.

    PDF and Word are known by their first bytes, HTML by its beginning or by the ending
    of ``filename``; all else is text in UTF-8, UTF-16 with a mark, or Windows-1252.

    Raises:
        InputError: if the file is too large, damaged, protected or holds no text.
        LanguageError: as ``article_from_text``.
    """
    name = PurePath(filename).name
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} has {len(data) / 1e6:.0f} MB and the limit is {MAX_BYTES / 1e6:.0f} MB: "
            "paste the article's text instead."
        )
    if data.startswith(b"%PDF-"):
        extracted = _from_pdf(data, name)
    elif data.startswith(b"PK\x03\x04"):
        extracted = _from_word(data, name)
    else:
        text = decode(data, name)
        is_html = name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML.match(text[:5000])
        extracted = _from_html(text, name) if is_html else _Extracted(text)
    if not extracted.text.strip():
        raise InputError(f"{name} holds no text that could be analysed.")
    return article_from_text(extracted.text, title=title or extracted.title, url=url, force=force)


def decode(data: bytes, name: str) -> str:
    """Decode bytes as UTF-8, as UTF-16 with a byte order mark, else as Windows-1252."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    if b"\0" in data and encoding != "utf-16":
        raise InputError(f"{name} is not a text file: choose plain text, HTML, Word or PDF.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is in no encoding known here: save it as UTF-8 and try again."
        ) from error


def _from_html(html: str, name: str) -> _Extracted:
    if len(html) > _MAX_HTML_CHARACTERS:
        raise InputError(f"{name} is too large a page: paste the article's text instead.")
    import trafilatura

    found = trafilatura.bare_extraction(
        html, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None or not found.text:
        raise InputError(f"No article was found in {name}: paste the article's text instead.")
    return _Extracted(str(found.text), found.title)


def _from_word(data: bytes, name: str) -> _Extracted:
    damaged = InputError(f"{name} is not a readable Word document: save it as .docx or .txt.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    # A damaged file brings up errors of zipfile, zlib, lxml and python-docx, of many types.
    except Exception as error:
        raise damaged from error
    # A small document can unpack to gigabytes: the declared sizes are checked first.
    if len(entries) > _MAX_ENTRIES or sum(each.file_size for each in entries) > _MAX_UNPACKED:
        raise InputError(f"{name} unpacks to too much: paste the article's text instead.")
    if not any(each.filename == "word/document.xml" for each in entries):
        raise damaged
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(each.text for each in document.paragraphs if each.text.strip())
        return _Extracted(text, document.core_properties.title or None)
    except Exception as error:
        raise damaged from error


def _from_pdf(data: bytes, name: str) -> _Extracted:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > _MAX_PAGES:
                raise InputError(f"{name} has over {_MAX_PAGES} pages: choose the article's own.")
            pages = []
            for index in range(len(document)):
                page = document[index]
                text_page = page.get_textpage()
                pages.append(text_page.get_text_range())
                text_page.close()
                page.close()
            title = document.get_metadata_value("Title") or None
    # A file can open although one of its pages is broken.
    except pypdfium2.PdfiumError as error:
        reason = "is protected by a password" if "assword" in str(error) else "is damaged"
        raise InputError(f"{name} {reason}: paste the article's text instead.") from error
    text = _reflow("\n".join(pages))
    if not text.strip():
        raise InputError(f"{name} holds pictures of text only: paste the article's text instead.")
    return _Extracted(text, title)


_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")


def _reflow(text: str) -> str:
    """Join the lines of a PDF into paragraphs.

    A paragraph ends where a line ends a sentence and is clearly shorter than the page's
    usual line, or at an empty line; a hyphen before a line break is dropped.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
    blocks: list[str] = [""]
    for line in lines:
        if not line.strip():
            blocks.append("")
            continue
        # pdfium writes a soft line-break hyphen as U+FFFE or U+0002.
        current = blocks[-1].rstrip("\ufffe\x02")
        if current != blocks[-1] or (current.endswith("-") and current[-2:-1].isalpha()):
            blocks[-1] = current.removesuffix("-") + line.lstrip()
        else:
            blocks[-1] = f"{current} {line.lstrip()}" if current else line.lstrip()
        if _SENTENCE_END.search(line) and len(line) < 0.8 * usual:
            blocks.append("")
    return "\n\n".join(block for block in blocks if block)
