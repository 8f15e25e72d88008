"""Picture and PDF, typeset by typst: no browser, and article text stays inert data."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pypdfium2
import typst

from credibility.document import Analysis
from credibility.reports.options import ReportOptions
from credibility.reports.view import breakable, view

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
# Twice the 72 points an inch of the page, so that a picture is sharp on a screen.
_PPI = 144
# A picture with more claims would be too tall for common viewers.
_MOST_IN_PICTURE = 40
_MOST_IN_SUMMARY = 10
_PAPER = {"a4": ("595.28pt", "841.89pt"), "us-letter": ("612pt", "792pt")}


# Noto for the scripts that typst's own fonts lack; both packages hold font files only.
_FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")


@cache
def _fonts() -> typst.Fonts:
    # No fonts of the system: a report looks the same on every machine.
    return typst.Fonts(
        include_system_fonts=False,
        font_paths=[str(files(package)) for package in _FONT_PACKAGES],
    )


def pdf(analysis: Analysis, options: ReportOptions) -> bytes:
    """Return a tagged PDF with real text and an outline.

    A summary is one page, with as many of the most urgent claims as fit.
    """
    if not options.summary:
        return _compile(analysis, options, "pdf", most=None)
    made = b""
    for most in range(_MOST_IN_SUMMARY, -1, -1):
        made = _compile(analysis, options, "pdf", most=most)
        if _pages(made) == 1:
            break
    return made


def _pages(pdf_file: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf_file)
    try:
        return len(document)
    finally:
        document.close()


def png(analysis: Analysis, options: ReportOptions) -> bytes:
    """Return one tall picture, with the most urgent claims and how many are left out."""
    most = _MOST_IN_SUMMARY if options.summary else _MOST_IN_PICTURE
    return _compile(analysis, options, "png", most=most)


def _compile(
    analysis: Analysis, options: ReportOptions, form: Literal["pdf", "png"], *, most: int | None
) -> bytes:
    shown = breakable(view(analysis, options, most=most))
    width, height = _PAPER[options.paper]
    inputs = {
        "data": json.dumps(shown),
        "theme": options.theme,
        "width": width if form == "pdf" else "720pt",
        "height": height if form == "pdf" else "auto",
    }
    made = typst.Compiler(_TEMPLATE, font_paths=_fonts()).compile(
        format=form, ppi=_PPI, sys_inputs=inputs
    )
    if not isinstance(made, bytes):
        raise TypeError("the report came out as several pictures")
    return made
