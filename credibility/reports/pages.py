"""The web page and the Markdown text."""

import re
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from credibility.document import Analysis
from credibility.reports.options import ReportOptions
from credibility.reports.view import view

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>])")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def html(analysis: Analysis, options: ReportOptions) -> bytes:
    """Return one self-contained page: no script, no outside request, every text escaped."""
    shown = view(analysis, options)
    return _template("report.html").render(**shown, theme=options.theme).encode()


def html_fragment(analysis: Analysis) -> str:
    """Return the page in a frame for a notebook, whose own styles it must not touch."""
    page = escape(html(analysis, ReportOptions()).decode(), quote=True)
    return (
        '<iframe title="The article with its claims marked" sandbox '
        f'style="width: 100%; height: 40rem; border: 0" srcdoc="{page}"></iframe>'
    )


def markdown(analysis: Analysis, options: ReportOptions) -> bytes:
    """Return headline, claims in check-first order and sources as Markdown."""
    shown = view(analysis, options)
    lines = [f"# {_plain(shown['title'])}", "", _plain(shown["headline"]), ""]
    lines += ["## Check first", ""]
    for claim in shown["claims"]:
        lines.append(f"{claim['number']}. {_plain(claim['text'])}")
        scores = ", ".join(
            f"{score['title']}: {score['label']}{' (not sure)' if score['unsure'] else ''}"
            for score in claim["scores"]
        )
        lines.append(f"   - {scores}")
        if claim["source"]:
            lines.append(f"   - Source: {_plain(claim['source'])} ({claim['source_type']})")
        if claim["cues"]:
            lines.append("   - Hedge cues: " + ", ".join(_plain(cue) for cue in claim["cues"]))
        lines += [f"   - {_plain(line)}" for line in claim["advice"]]
    if shown["left_out"]:
        lines += ["", f"and {shown['left_out']} more claims"]
    if shown["sources"]:
        lines += ["", "## Who carries the story", ""]
        lines += [
            f"- {_plain(source['name'])} ({source['type']}): {source['claims']} claims"
            for source in shown["sources"]
        ]
    if shown["sources_left_out"]:
        lines += ["", f"and {shown['sources_left_out']} more"]
    lines += ["", shown["disclaimer"], "", shown["stamp"], ""]
    return "\n".join(lines).encode()


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
