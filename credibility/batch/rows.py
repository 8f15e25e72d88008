"""The rows of one article: its own columns, those of a claim, those it came with."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from credibility.batch.inputs import Item
from credibility.document import Analysis
from credibility.reports import tables

Row = dict[str, Any]
_OWN = ("key", "article", "title", "url", "words", "model", "error")
_CLAIM = tuple(name for name in tables.COLUMNS if name not in _OWN)
COLUMNS = _OWN + _CLAIM
_WHOLE = {"words", "sentence", "start", "end"}


def analysed(item: Item, analysis: Analysis) -> list[Row]:
    """Return a row per claim, or one without a claim so that no article is lost."""
    article = analysis.article
    own = {
        "key": item.key,
        "article": article.id,
        "title": article.title,
        "url": article.url,
        "words": article.words,
        "model": analysis.model.sha256,
        "error": None,
    }
    given = _given(item.given)
    return [_row({**claim, **own}, given) for claim in tables.rows(analysis) or [{}]]


def failed(item: Item, message: str) -> list[Row]:
    """Return the one row of an article that could not be analysed."""
    return [_row({"key": item.key, "error": message}, _given(item.given))]


def _row(values: Mapping[str, Any], given: Mapping[str, Any]) -> Row:
    row = {**{name: values.get(name) for name in COLUMNS}, **given}
    return {_writable(name): _plain(value) for name, value in row.items()}


def _given(columns: Mapping[str, Any]) -> Row:
    """Return a table's further columns; a name that is ours gets ``given_`` before it."""
    return {f"given_{name}" if name in COLUMNS else name: value for name, value in columns.items()}


def _plain(value: object) -> str | int | float | bool | None:
    """Return a value that both JSON and Parquet can hold."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return _writable(value)
    if isinstance(value, date):
        return value.isoformat()
    return _writable(json.dumps(value, ensure_ascii=False, default=str))


def _writable(text: str) -> str:
    # Lone surrogates, from a file's name or a \\u escape, have no UTF-8.
    return text.encode("utf-8", "replace").decode()


class Schema:
    """The columns of a whole batch, learnt row by row, and their Parquet types.

    A given column is whole numbers, numbers or yes/no where all its values are, else text.
    """

    def __init__(self) -> None:
        self._given: dict[str, set[type]] = {}

    def learn(self, rows: Iterable[Row]) -> None:
        """Take note of the given columns of some rows."""
        for row in rows:
            for name in row.keys() - set(COLUMNS):
                kinds = self._given.setdefault(name, set())
                if row[name] is not None:
                    kinds.add(type(row[name]))

    def arrow(self) -> pa.Schema:
        """Return the schema: our columns first, then the given ones by name."""
        fields = [(name, _type(name)) for name in COLUMNS]
        fields += [(name, _given_type(self._given[name])) for name in sorted(self._given)]
        return pa.schema(fields)

    def table(self, rows: list[Row]) -> pa.Table:
        """Return rows as a table of this schema."""
        schema = self.arrow()
        columns = []
        for field in schema:
            values = [row.get(field.name) for row in rows]
            if pa.types.is_string(field.type):
                values = [None if value is None else str(value) for value in values]
            elif pa.types.is_floating(field.type):
                values = [None if value is None else float(value) for value in values]
            columns.append(pa.array(values, field.type))
        return pa.Table.from_arrays(columns, schema=schema)


def _type(column: str) -> pa.DataType:
    if column in _WHOLE or column.endswith("_level"):
        return pa.int64()
    if column == "priority" or column.endswith("_value"):
        return pa.float64()
    return pa.bool_() if column.endswith("_not_sure") else pa.string()


def _given_type(kinds: set[type]) -> pa.DataType:
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()
