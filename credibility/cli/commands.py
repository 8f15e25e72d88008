"""The commands and their options; each hands over to the module that does the work."""

import sys
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import credibility
from credibility.cli.batch import batch
from credibility.errors import InputError

if TYPE_CHECKING:
    from credibility.analysis.analyzer import Analyzer
    from credibility.document import Analysis

app = typer.Typer(
    help="Score every claim of a news article for hedging, sourcing and verifiability, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How `analyze` writes its result."""

    JSON = "json"
    JSONL = "jsonl"
    TEXT = "text"


class Score(StrEnum):
    """What can colour a report."""

    SOURCING = "sourcing"
    HEDGING = "hedging"
    VERIFIABILITY = "verifiability"
    PRIORITY = "priority"


class Theme(StrEnum):
    """A report's colours."""

    LIGHT = "light"
    DARK = "dark"


class Paper(StrEnum):
    """Paper of a PDF."""

    A4 = "a4"
    LETTER = "us-letter"


class Stage(StrEnum):
    """The stages from public data to shipped weights."""

    PREPARE = "prepare"
    TRAIN = "train"
    CALIBRATE = "calibrate"


Source = Annotated[str, typer.Argument(help='A file, "-" for standard input, or an address.')]
Title = Annotated[str | None, typer.Option(help="The article's title; it is never scored.")]
Force = Annotated[bool, typer.Option("--force", help="Analyse even if it is not English.")]
Model = Annotated[Path | None, typer.Option(help="Folder of the model; default: models/.")]
Config = Annotated[
    Path,
    typer.Option(help="The settings file.", show_default="the recipe of the shipped weights"),
]

_SETTINGS = Path(__file__).parents[1] / "training" / "train.toml"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"credibility {credibility.__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Score every claim of a news article for hedging, sourcing and verifiability, offline."""


@app.command()
def analyze(
    source: Source,
    form: Annotated[
        Format, typer.Option("--format", help="How to write the result.")
    ] = Format.TEXT,
    title: Title = None,
    force: Force = False,
    model: Model = None,
    indent: Annotated[
        int, typer.Option(min=0, max=8, help="Spaces a level of the JSON; 0 for one line.")
    ] = 2,
) -> None:
    """Analyse an article and write the result to standard output."""
    document = _analyse(source, title, force=force, model=model)
    if form is Format.JSON:
        sys.stdout.write(document.to_json(indent=indent or None) + "\n")
    elif form is Format.JSONL:
        from credibility.cli.render import json_lines

        sys.stdout.write(json_lines(document))
    else:
        from credibility.cli.render import readable

        sys.stdout.write(readable(document, colour=sys.stdout.isatty()))
    sys.stdout.flush()


@app.command()
def report(
    source: Source,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help='The report; its ending chooses the format. "-" for a pipe.'
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option("--format", help="The format, where the name does not say it: pdf, png, …"),
    ] = None,
    score: Annotated[Score, typer.Option(help="Which score colours the article.")] = Score.SOURCING,
    theme: Annotated[Theme, typer.Option(help="Light or dark.")] = Theme.LIGHT,
    paper: Annotated[Paper, typer.Option(help="Paper of a PDF.")] = Paper.A4,
    summary: Annotated[
        bool,
        typer.Option(
            "--summary", help="Only the figures and at most ten claims; a PDF is one page."
        ),
    ] = False,
    title: Title = None,
    force: Force = False,
    model: Model = None,
) -> None:
    """Write a report: .png .pdf .html .md .csv .parquet .json .jsonl or .jsonld."""
    from credibility.reports import FORMATS, ReportOptions, format_for, render

    if form is not None and form not in FORMATS:
        raise typer.BadParameter(f"{form!r} is none of {', '.join(FORMATS)}.")
    form = form or format_for(output)
    document = _document(source, title, force=force, model=model)
    options = ReportOptions(
        colour_by=score.value, theme=theme.value, paper=paper.value, summary=summary
    )
    _write(output, render(document, form, options))


@app.command()
def compare(
    old: Annotated[str, typer.Argument(help="The old version: an article or its .json.")],
    new: Annotated[str, typer.Argument(help="The new version: an article or its .json.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")] = False,
    force: Force = False,
    model: Model = None,
) -> None:
    """Show which claims were added, removed and changed between two versions."""
    from credibility.cli.render import differences
    from credibility.compare import compare as compare_documents

    before = _document(old, None, force=force, model=model)
    after = _document(new, None, force=force, model=model)
    comparison = compare_documents(before, after)
    if as_json:
        sys.stdout.write(comparison.to_json(indent=2) + "\n")
    else:
        sys.stdout.write(differences(comparison))
    sys.stdout.flush()


app.command()(batch)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8501,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "localhost",
) -> None:
    """Open the dashboard in the browser."""
    from credibility.cli.serve import run

    run(port=port, host=host)


@app.command()
def prepare(config: Config = _SETTINGS) -> None:
    """Bring the public data sets to one form (training, stage 1)."""
    _stage(Stage.PREPARE, config)


@app.command()
def train(config: Config = _SETTINGS) -> None:
    """Fine-tune the encoder; goes on from the last checkpoint (training, stage 2)."""
    _stage(Stage.TRAIN, config)


@app.command()
def calibrate(config: Config = _SETTINGS) -> None:
    """Calibrate the trained model and write it to its folder (training, stage 3)."""
    _stage(Stage.CALIBRATE, config)


@app.command()
def evaluate(
    config: Config = _SETTINGS,
    model: Model = None,
    output: Annotated[
        Path | None, typer.Option(help="Also write the figures to this JSON file.")
    ] = None,
    open_set: Annotated[
        bool, typer.Option("--open", help="Use only the articles in benchmarks/.")
    ] = False,
) -> None:
    """Measure the model on held-out annotation and print the table of figures."""
    from credibility.training.evaluate import run

    _log_progress()
    sys.stdout.write(run(config, model, output, open_only=open_set))


def _stage(stage: Stage, config: Path) -> None:
    from importlib import import_module

    _log_progress()
    import_module(f"credibility.training.{stage}").run(config)


def _log_progress() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)


def _write(path: Path, data: bytes) -> None:
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


def _document(source: str, title: str | None, *, force: bool, model: Path | None) -> "Analysis":
    """Return the analysis of an article, or the one stored in a .json file."""
    if not source.lower().endswith(".json"):
        return _analyse(source, title, force=force, model=model)
    from credibility.analysis.validate import broken_rules
    from credibility.document import Analysis

    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}.") from error
    document = Analysis.from_json(data)
    if broken := broken_rules(document):
        raise InputError(
            f"{source} is not a sound analysis document ({broken[0]}): analyse the article again."
        )
    if title:
        article = replace(document.article, title=title.strip() or None)
        document = replace(document, article=article)
    return document


def _analyse(source: str, title: str | None, *, force: bool, model: Path | None) -> "Analysis":
    from credibility.text import read_article

    # Read first: a wrong path should not have to wait for the model.
    article = read_article(source, title=title, force=force)
    return _analyzer(model).analyze(article, progress=_show_progress)


@cache
def _analyzer(model: Path | None) -> "Analyzer":
    _show_progress("Loading the model", 0.0)
    from credibility.analysis.analyzer import Analyzer

    return Analyzer.from_pretrained(model)


def _show_progress(step: str, share: float) -> None:
    """Keep a person at a terminal informed; a script's log stays clean."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if share >= 1 else ""
        sys.stderr.write(f"\r\x1b[K{step} … {share:.0%}{end}")
        sys.stderr.flush()
