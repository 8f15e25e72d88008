"""The overview over a batch: which outlets, authors or weeks lean on unnamed sources?"""

import html
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from credibility.batch.rows import Row
from credibility.errors import InputError
from credibility.levels import NAMED_TYPES, SCALES

# Looked for where no column is named; a week is made from a date.
_USUAL = ("outlet", "author", "week")
_DATES = ("date", "published", "published_at")
_HEADINGS = (
    "Articles", "Failed", "Claims", "Without a source", "Unnamed or vague, of the sourced",
    *(f"Mean {scale.title.lower()}" for scale in SCALES),
)  # fmt: skip
_CAUTION = (
    "Shares and means describe how claims are put and sourced in the text. They are triage: "
    "they do not say what is true, and small groups vary by chance."
)


@dataclass(slots=True)
class _Tally:
    articles: int = 0
    failed: int = 0
    claims: int = 0
    sourced: int = 0
    named: int = 0
    sums: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, rows: Sequence[Row]) -> None:
        self.articles += 1
        self.failed += any(row["error"] for row in rows)
        for row in rows:
            if row["claim"] is None:
                continue
            self.claims += 1
            self.sourced += row["source_type"] is not None
            self.named += row["source_type"] in NAMED_TYPES
            for scale in SCALES:
                self.sums[scale.name] += row[f"{scale.name}_value"]

    def cells(self) -> list[str]:
        means = [_figure(self.sums[scale.name], self.claims) for scale in SCALES]
        return [
            str(self.articles),
            str(self.failed),
            str(self.claims),
            _percent(self.claims - self.sourced, self.claims),
            _percent(self.sourced - self.named, self.sourced),
            *means,
        ]


class Overview:
    """Gathers figures article by article; then writes them as Markdown or HTML.

    ``by`` names the columns to group by. Without any, ``outlet``, ``author`` and ``week``
    are used where the articles have them; ``week`` is the ISO week of a column ``week``,
    ``date``, ``published`` or ``published_at``.
    """

    def __init__(self, by: Sequence[str] = ()) -> None:
        self._chosen = tuple(by)
        self._all = _Tally()
        self._groups: dict[str, dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))

    @property
    def needs(self) -> frozenset[str]:
        """The columns that articles must have; a week can be made from several others."""
        return frozenset(self._chosen) - {"week"}

    def add(self, rows: Sequence[Row]) -> None:
        """Count one article's rows."""
        self._all.add(rows)
        for column in self._chosen or _USUAL:
            value = _value(rows[0], column)
            if value is not None:
                self._groups[column][value].add(rows)

    def render(self, form: str) -> str:
        """Return the overview as ``"md"`` or ``"html"``.

        Raises:
            InputError: if no article has a column that was asked for.
        """
        missing = [column for column in self._chosen if column not in self._groups]
        if missing:
            raise InputError(
                f"No article has a column {missing[0]!r} with anything in it to group by: "
                "give another --by, without --restart, and the batch goes on from here."
            )
        tables = [("All articles", {"all": self._all})]
        tables += [(f"By {column}", self._groups[column]) for column in self._groups]
        page = [(title, _rows(groups)) for title, groups in tables]
        return _html(page) if form == "html" else _markdown(page)


def form_of(path: PurePath) -> str:
    """Return the form that a file's name asks for: "md" or "html".

    Raises:
        InputError: for any other ending.
    """
    form = path.suffix.lower().lstrip(".")
    if form not in {"md", "html"}:
        raise InputError(f"{path} must end in .md or .html.")
    return form


def _value(row: Row, column: str) -> str | None:
    if column != "week" or row.get("week") is not None:
        value = row.get(column)
        return None if value in {None, ""} else str(value)
    for name in _DATES:
        try:
            year, week, _ = date.fromisoformat(str(row.get(name))[:10]).isocalendar()
        except ValueError:
            continue
        return f"{year}-W{week:02}"
    return None


def _rows(groups: dict[str, _Tally]) -> list[list[str]]:
    """Return the groups' cells; weeks and the like sort by name, which is what is expected."""
    return [[name, *groups[name].cells()] for name in sorted(groups)]


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _figure(total: float, count: int) -> str:
    return f"{total / count:.2f}" if count else "–"


def _markdown(page: list[tuple[str, list[list[str]]]]) -> str:
    lines = ["# Overview", "", _CAUTION]
    for title, rows in page:
        lines += ["", f"## {_cell(title)}", "", _line(["", *_HEADINGS])]
        lines.append("|---|" + "---:|" * len(_HEADINGS))
        lines += [_line([_cell(row[0]), *row[1:]]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    """Return a name on one line that Markdown shows as it is."""
    flat = " ".join(html.escape(text, quote=False).split())
    return "".join(f"\\{each}" if each in "\\|*_`[]" else each for each in flat)


def _html(page: list[tuple[str, list[list[str]]]]) -> str:
    parts: list[Any] = []
    for title, rows in page:
        head = "".join(f'<th scope="col">{heading}</th>' for heading in ("", *_HEADINGS))
        body = "".join(
            f'<tr><th scope="row">{html.escape(row[0])}</th>'
            + "".join(f"<td>{cell}</td>" for cell in row[1:])
            + "</tr>\n"
            for row in rows
        )
        parts.append(
            f"<h2>{html.escape(title)}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}</tbody>\n</table>\n"
        )
    return _PAGE.format(caution=_CAUTION, tables="".join(parts))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Overview</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2530; background: #fff; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ padding: .35rem .6rem; border-bottom: 1px solid #d5dbe2; text-align: right;
  font-variant-numeric: tabular-nums; vertical-align: bottom; }}
th:first-child {{ text-align: left; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<h1>Overview</h1>
<p>{caution}</p>
{tables}</body>
</html>
"""
