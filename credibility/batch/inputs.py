"""Where the articles of a batch come from: a folder, a glob pattern, or a table."""

import codecs
import csv
import glob
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credibility.document import Article
from credibility.errors import InputError
from credibility.text import article_from_text, read_article

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
TABLES = (".jsonl", ".csv", ".parquet")
_MAX_CELL = 20_000_000
_PIECE = 1_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a batch, not yet read.

    ``key`` names it for people and is unique in its batch; ``stamp`` changes with its
    content, so that a resumed run notices an edited article; ``given`` holds the further
    columns of a table; ``read`` may raise InputError.
    """

    key: str
    stamp: str
    given: Mapping[str, Any]
    read: Callable[[], Article]


def items(source: str, *, text_column: str, force: bool) -> list[Callable[[], Iterator[Item]]]:
    """Return how to go through the articles of each input, in order.

    Each function may be called several times; a table is streamed each time.

    Args:
        source: a folder (with the folders in it), a glob pattern, a single file, or a
            table that ends in .jsonl, .csv or .parquet.
        text_column: the column of a table that holds the article's text.
        force: analyse even if a text is not English.

    Raises:
        InputError: if there is nothing to analyse.
    """
    paths = _paths(source)
    tables = [path for path in paths if path.suffix.lower() in TABLES]
    if not tables:
        base = Path(source) if Path(source).is_dir() else None
        return [lambda: (_file(path, base, force=force) for path in paths)]
    if len(tables) < len(paths):
        raise InputError(f"{source} mixes tables and articles: name one kind at a time.")

    def rows(path: Path) -> Callable[[], Iterator[Item]]:
        return lambda: _rows(path, text_column, force=force)

    for path in tables:
        if path.suffix.lower() != ".jsonl":
            _require_column(path, text_column)
    return [rows(path) for path in tables]


def _paths(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        found = [
            each
            for each in sorted(path.rglob("*"))
            if each.is_file() and each.suffix.lower() in SUFFIXES
        ]
        if not found:
            raise InputError(
                f"The folder {source} holds no articles: put {', '.join(SUFFIXES)} files there."
            )
        return found
    if path.is_file():
        return [path]
    # An absolute pattern is more than Path.glob takes.
    matches = sorted(Path(name) for name in glob.glob(source, recursive=True))  # noqa: PTH207
    found = [each for each in matches if each.is_file()]
    if not found:
        raise InputError(f"There is no folder or file {source}, and as a pattern it fits nothing.")
    return found


def _file(path: Path, base: Path | None, *, force: bool) -> Item:
    status = path.stat()
    return Item(
        key=str(path.relative_to(base)) if base else str(path),
        stamp=f"{status.st_size}-{status.st_mtime_ns}",
        given={},
        read=lambda: read_article(path, force=force),
    )


def _require_column(path: Path, text_column: str) -> None:
    columns = _parquet_columns(path) if path.suffix.lower() == ".parquet" else _csv_columns(path)
    if text_column not in columns:
        raise InputError(
            f"{path} has no column {text_column!r} but {', '.join(columns) or 'none'}: "
            "name the one with the text in --text-column."
        )


def _rows(path: Path, text_column: str, *, force: bool) -> Iterator[Item]:
    kind = path.suffix.lower()
    read = {".jsonl": _json_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}[kind]
    for number, row in enumerate(read(path), start=1):
        yield _row(f"{path}:{number}", row, text_column, force=force)


def _row(key: str, row: Mapping[str, Any] | str, text_column: str, *, force: bool) -> Item:
    """Return the item of a table's row; a row that cannot be read comes as a message."""
    content = row if isinstance(row, str) else json.dumps(row, sort_keys=True, default=str)
    given = {} if isinstance(row, str) else {k: v for k, v in row.items() if k and k != text_column}

    def read() -> Article:
        if isinstance(row, str):
            raise InputError(row)
        text = row.get(text_column)
        if not isinstance(text, str):
            raise InputError(f"The row has no text in its column {text_column!r}.")
        title, url = given.get("title"), given.get("url")
        return article_from_text(
            text,
            title=title if isinstance(title, str) else None,
            url=url if isinstance(url, str) else None,
            force=force,
        )

    return Item(
        key, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16], given, read
    )


def _json_rows(path: Path) -> Iterator[Mapping[str, Any] | str]:
    with path.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield f"The line is not JSON: {error}."
                continue
            yield row if isinstance(row, dict) else "The line is not a JSON object."


def _csv_columns(path: Path) -> list[str]:
    with path.open(encoding=_csv_encoding(path), newline="") as lines:
        try:
            return next(csv.reader(lines), [])
        except csv.Error as error:
            raise _not_csv(path, 0, error) from error


def _csv_rows(path: Path) -> Iterator[Mapping[str, Any] | str]:
    # Articles are longer than the 128 kB that the csv module allows a cell.
    csv.field_size_limit(_MAX_CELL)
    with path.open(encoding=_csv_encoding(path), newline="") as lines:
        rows = csv.DictReader(lines)
        good = 1
        try:
            for row in rows:
                good = rows.line_num
                if None in row:
                    yield "The row has more cells than the table has columns."
                else:
                    yield row
        except csv.Error as error:
            raise _not_csv(path, good, error) from error


def _csv_encoding(path: Path) -> str:
    """Return how a table is encoded, by the rule for articles: UTF-8, UTF-16, Windows-1252.

    All of it is tried: the first letter that is not ASCII can come late.
    """
    with path.open("rb") as file:
        marked = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        with path.open(encoding=encoding, newline="") as text:
            try:
                while text.read(_PIECE):
                    pass
            except UnicodeError:
                continue
        return encoding
    raise InputError(f"{path} is in no encoding known here: save it as UTF-8 and try again.")


def _not_csv(path: Path, good: int, error: csv.Error) -> InputError:
    return InputError(
        f"{path} is not CSV after line {good} ({error}): close the quote that is left open there."
    )


def _parquet_columns(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    with _sound_parquet(path):
        names: list[str] = pq.read_schema(path).names
    return names


def _parquet_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow.parquet as pq

    with _sound_parquet(path), pq.ParquetFile(path) as table:
        for batch in table.iter_batches(batch_size=64):
            yield from batch.to_pylist()


@contextmanager
def _sound_parquet(path: Path) -> Iterator[None]:
    """Turn what a damaged file brings up, wherever in it, into an InputError."""
    import pyarrow as pa

    try:
        yield
    # A ValueError: damage that Arrow does not notice can leave text that is not UTF-8.
    except (pa.ArrowException, OSError, ValueError) as error:
        # Arrow's messages can have several lines.
        reason = " ".join(str(error).split()).rstrip(".")
        raise InputError(
            f"{path} is not a Parquet file or is damaged ({reason}): write it anew."
        ) from error
