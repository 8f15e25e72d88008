"""`credibility batch`: many articles, and what became of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credibility.errors import InputError

if TYPE_CHECKING:
    from credibility.analysis.analyzer import Analyzer
    from credibility.batch import Result

# Enough to see what goes wrong; the output's column `error` has them all.
_FAILURES_SHOWN = 20


def batch(
    source: Annotated[
        str,
        typer.Argument(
            help="A folder, a quoted pattern such as 'news/**/*.html', or a .jsonl, .csv or "
            ".parquet table with one article a row."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where to write: a .parquet or .jsonl file.")
    ],
    text_column: Annotated[
        str, typer.Option(help="The column of a table that holds the article's text.")
    ] = "text",
    overview: Annotated[
        Path | None, typer.Option(help="Also write an overview of the set: a .md or .html file.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column that the overview groups by; may be repeated. "
            "Default: outlet, author and week, where the table has them.",
        ),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget an unfinished run and replace the output.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Analyse even what is not English.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the model; default: models/.")
    ] = None,
) -> None:
    """Analyse many articles: one row per claim, and one for an article without claims.

    The same command again goes on after an interruption, even a kill. An article that
    cannot be analysed gets a row with its error, stops nothing, is reported at the end,
    and makes the exit code 1.
    """
    from credibility.batch import run
    from credibility.batch.output import check_place
    from credibility.batch.overview import Overview, form_of

    form = ""
    if overview:
        form = form_of(overview)
        check_place(overview)
    elif by:
        raise InputError("--by says what an overview groups by: name its file with --overview.")
    gathered = Overview(by or ())

    def load() -> "Analyzer":
        from credibility.analysis.analyzer import Analyzer

        return Analyzer.from_pretrained(model)

    def finish(result: "Result") -> None:
        # What failed comes first: it must be known even if the overview cannot be made.
        _report(result, output)
        if overview:
            page = gathered.render(form)
            try:
                overview.write_text(page, encoding="utf-8")
            except OSError as error:
                raise InputError(
                    f"{overview} cannot be written ({error.strerror}): choose another place, "
                    "without --restart, and the batch goes on from here."
                ) from error

    result = run(
        source, output, load, text_column=text_column, force=force, restart=restart,
        needs=gathered.needs, watch=gathered.add, finish=finish,
    )  # fmt: skip
    if result.failures:
        raise typer.Exit(1)


def _report(result: "Result", output: Path) -> None:
    for failure in result.failures[:_FAILURES_SHOWN]:
        sys.stderr.write(f"credibility: {failure.key}: {failure.reason}\n")
    more = len(result.failures) - _FAILURES_SHOWN
    if more > 0:
        sys.stderr.write(f"credibility: and {more} more; see the column error.\n")
    before = f", {result.resumed} done before" if result.resumed else ""
    sys.stderr.write(
        f"Articles: {result.articles} ({len(result.failures)} failed{before}), "
        f"claims: {result.claims}, written to {output}\n"
    )
