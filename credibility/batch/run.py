"""A batch from its first article to its output."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from credibility.batch import output as outputs
from credibility.batch.inputs import Item, items
from credibility.batch.journal import Journal
from credibility.batch.rows import Row, Schema, analysed, failed
from credibility.document import Analysis, Article, ModelInfo
from credibility.errors import CredibilityError, InputError


class SupportsAnalyze(Protocol):
    """What a batch needs of an Analyzer."""

    @property
    def info(self) -> ModelInfo:
        """Which weights it uses."""

    def analyze(self, article: Article) -> Analysis:
        """Return the analysis of an article."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be analysed, and why, in one sentence."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a batch did; ``resumed`` articles had been analysed before it was interrupted."""

    articles: int
    claims: int
    resumed: int
    failures: tuple[Failure, ...]


def run(
    source: str,
    output: Path,
    load: Callable[[], SupportsAnalyze],
    *,
    text_column: str = "text",
    force: bool = False,
    restart: bool = False,
    needs: Collection[str] = (),
    watch: Callable[[list[Row]], None] | None = None,
    finish: Callable[[Result], None] | None = None,
) -> Result:
    """Analyse every article of ``source`` and write one row per claim to ``output``.

    A run that was interrupted, even killed, goes on where it stopped when it is called
    again in the same way. An article that cannot be analysed gets a row with its
    ``error`` and stops nothing.

    Args:
        source: a folder, a glob pattern, a file, or a table (.jsonl, .csv, .parquet).
        output: a .parquet or .jsonl file, which must not exist yet.
        load: returns the analyzer; called once, after the input was found good.
        text_column: the column of a table that holds the text.
        force: analyse even if a text is not English.
        restart: forget an earlier run, and replace its output.
        needs: columns of the output that some article must have.
        watch: called with the rows of each article, in order, before the output is written.
        finish: called when the output is in place. If it raises, the batch counts as
            unfinished: the next call finds every article done and calls it again.

    Raises:
        InputError: if the source, the output or an earlier run's journal cannot be used.
    """
    outputs.check(output)
    journal_path = output.with_name(f"{output.name}.journal")
    if not restart and output.exists() and not journal_path.exists():
        raise InputError(f"{output} exists: choose another name, or replace it with --restart.")
    parts = items(source, text_column=text_column, force=force)
    total = _count(parts, source, needs)
    analyzer = load()
    begun_with = {"model": analyzer.info.sha256, "text_column": text_column, "force": force}
    with Journal(journal_path, begun_with, restart=restart) as journal:
        resumed = _analyse(_all(parts), total, analyzer, journal)
        result = _finish(parts, output, journal, resumed, watch)
        if finish is not None:
            finish(result)
        journal.remove()
    return result


def _count(
    parts: Iterable[Callable[[], Iterator[Item]]], source: str, needs: Collection[str]
) -> int:
    """Return how many articles there are; refuse what would only fail hours later."""
    total = 0
    missing = set(needs)
    for item in _all(parts):
        total += 1
        if missing:
            # The columns of an article's rows do not depend on its analysis.
            missing -= failed(item, "")[0].keys()
    if not total:
        raise InputError(f"{source} holds no articles.")
    if missing:
        raise InputError(
            f"No article of {source} has a column {min(missing)!r}: give another --by."
        )
    return total


def _all(parts: Iterable[Callable[[], Iterator[Item]]]) -> Iterator[Item]:
    for part in parts:
        yield from part()


def _analyse(every: Iterable[Item], total: int, analyzer: SupportsAnalyze, journal: Journal) -> int:
    """Analyse what is not done yet; return how many were done before."""
    resumed = 0
    with tqdm(total=total, unit="article", smoothing=0.05, dynamic_ncols=True) as bar:
        for item in every:
            if journal.done.get(item.key, ("",))[0] == item.stamp:
                resumed += 1
                # Moved on by hand: what was done before must not count for the speed.
                bar.n, bar.initial, bar.last_print_n = bar.n + 1, bar.initial + 1, bar.n + 1
                continue
            rows = _rows(item, analyzer)
            journal.add({"key": item.key, "stamp": item.stamp, "rows": rows})
            bar.update()
    return resumed


def _rows(item: Item, analyzer: SupportsAnalyze) -> list[Row]:
    try:
        return analysed(item, analyzer.analyze(item.read()))
    except CredibilityError as error:
        return failed(item, str(error))
    except Exception as error:
        # A thousand articles must not be lost to one that trips something unforeseen.
        return failed(item, f"It could not be analysed ({type(error).__name__}: {error}).")


def _finish(
    parts: Iterable[Callable[[], Iterator[Item]]],
    output: Path,
    journal: Journal,
    resumed: int,
    watch: Callable[[list[Row]], None] | None,
) -> Result:
    schema = Schema()
    failures = []
    articles = claims = 0
    for item in _all(parts):
        rows: list[Row] = journal.record(item.key)["rows"]
        schema.learn(rows)
        articles += 1
        claims += sum(row["claim"] is not None for row in rows)
        failures += [Failure(item.key, row["error"]) for row in rows if row["error"]]
        if watch is not None:
            watch(rows)
    outputs.write(output, schema, lambda: (journal.record(i.key)["rows"] for i in _all(parts)))
    return Result(articles, claims, resumed, tuple(failures))
