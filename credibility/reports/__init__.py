"""Files made from an analysis document: one renderer a format.

>>> from credibility.reports import FORMATS, format_for
>>> format_for("story.pdf")
'pdf'
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from credibility.document import Analysis
from credibility.errors import InputError
from credibility.reports.options import ReportOptions

__all__ = ["FORMATS", "FormatInfo", "ReportOptions", "format_for", "render"]


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A format: its file ending, media type, and what it is for."""

    suffix: str
    media_type: str
    description: str


FORMATS: dict[str, FormatInfo] = {
    "png": FormatInfo(".png", "image/png", "Picture, for a chat"),
    "pdf": FormatInfo(".pdf", "application/pdf", "PDF, for mail and print"),
    "html": FormatInfo(".html", "text/html", "Web page, self-contained"),
    "md": FormatInfo(".md", "text/markdown", "Markdown"),
    "csv": FormatInfo(".csv", "text/csv", "Table of claims"),
    "parquet": FormatInfo(".parquet", "application/vnd.apache.parquet", "Table of claims, typed"),
    "json": FormatInfo(".json", "application/json", "The analysis document"),
    "jsonl": FormatInfo(".jsonl", "application/jsonl", "One claim a line"),
    "jsonld": FormatInfo(".jsonld", "application/ld+json", "W3C Web Annotation"),
}


def format_for(path: str | PurePath) -> str:
    """Return the format that a file's name asks for.

    Raises:
        InputError: if its ending is none that is known.
    """
    suffix = PurePath(path).suffix.lower()
    found = next((name for name, info in FORMATS.items() if info.suffix == suffix), None)
    if found is None:
        known = ", ".join(info.suffix for info in FORMATS.values())
        raise InputError(f"{path} has no ending of a known format: use one of {known}.")
    return found


def render(analysis: Analysis, form: str, options: ReportOptions | None = None) -> bytes:
    """Return the file's bytes.

    Raises:
        InputError: if ``form`` is not a key of ``FORMATS``.
    """
    if form not in FORMATS:
        raise InputError(f"There is no format {form!r}: use one of {', '.join(FORMATS)}.")
    return _renderer(form)(analysis, options or ReportOptions())


def _renderer(form: str) -> Callable[[Analysis, ReportOptions], bytes]:
    # Imported when used: pandas, typst and Jinja take a moment each.
    if form in {"png", "pdf"}:
        from credibility.reports import typeset

        return typeset.png if form == "png" else typeset.pdf
    if form in {"csv", "parquet"}:
        from credibility.reports import tables

        return tables.csv if form == "csv" else tables.parquet
    if form in {"html", "md"}:
        from credibility.reports import pages

        return pages.html if form == "html" else pages.markdown
    from credibility.reports import data

    return {"json": data.json, "jsonl": data.json_lines, "jsonld": data.web_annotation}[form]
