"""The finished output: Parquet or JSON lines, put in place in one step."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from credibility.batch.rows import Row, Schema
from credibility.errors import InputError

SUFFIXES = (".parquet", ".jsonl")
_ROWS_A_GROUP = 20_000


def check(path: Path) -> None:
    """Refuse an output that could not be written, before any work is done.

    Raises:
        InputError: for an unknown ending or a place where no file can be.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path} must end in .parquet or .jsonl.")
    check_place(path)


def check_place(path: Path) -> None:
    """Refuse a file that could not be written where it is asked for.

    Raises:
        InputError: if its folder is not there, or it is a folder itself.
    """
    if not path.parent.is_dir():
        raise InputError(
            f"There is no folder {path.parent} to write {path.name} to: make it first."
        )
    if path.is_dir():
        raise InputError(f"{path} is a folder: choose another name for the file.")


def write(path: Path, schema: Schema, articles: Callable[[], Iterable[list[Row]]]) -> None:
    """Write the rows of all articles; whoever looks sees all of them or none."""
    with _in_one_step(path) as unfinished:
        if path.suffix.lower() == ".jsonl":
            with unfinished.open("w", encoding="utf-8") as file:
                for rows in articles():
                    file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        else:
            with pq.ParquetWriter(unfinished, schema.arrow(), compression="zstd") as writer:
                for group in _groups(articles()):
                    writer.write_table(schema.table(group))


def _groups(articles: Iterable[list[Row]]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for rows in articles:
        group.extend(rows)
        if len(group) >= _ROWS_A_GROUP:
            yield group
            group = []
    yield group


@contextmanager
def _in_one_step(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
