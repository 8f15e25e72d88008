"""What a batch has done so far, on disk, so that it can be killed at any moment.

The journal is a JSON-lines file beside the output. Its first line says with which model
and settings the batch was begun; every further line holds all rows of one finished
article. A line is written in one go after its article is done, so a killed run leaves at
most one torn line, at the end, which the next run cuts off and does again: no row is
lost and none is doubled. The output itself is made from the finished journal and put in
place in one step.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from credibility.errors import InputError

if sys.platform != "win32":
    import fcntl

Record = dict[str, Any]


class Journal:
    """An open journal; only one process at a time can hold it.

    ``restart`` empties it, but only once it is held: another run's is left alone.

    Attributes:
        done: per article's key, its stamp and where its line begins.
    """

    def __init__(self, path: Path, begun_with: Mapping[str, Any], *, restart: bool = False) -> None:
        self.path = path
        self.done: dict[str, tuple[str, int]] = {}
        path.touch()
        self._file = path.open("r+b")
        self._lock()
        if restart:
            self._file.truncate(0)
        self._read(json.loads(json.dumps(begun_with)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, record: Record) -> None:
        """Write the record of a finished article; it is safe when this returns."""
        start = self._file.seek(0, os.SEEK_END)
        self._append(record)
        self.done[record["key"]] = (record["stamp"], start)

    def record(self, key: str) -> Record:
        """Return what was written about an article that is done."""
        self._file.seek(self.done[key][1])
        record: Record = json.loads(self._file.readline())
        return record

    def remove(self) -> None:
        """Delete the file: the output is in place."""
        self.path.unlink()

    def _append(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lock(self) -> None:
        # The system drops the lock when the process ends, however it ends.
        if sys.platform != "win32":
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                self._file.close()
                raise InputError(
                    f"Another batch is writing {self.path}: wait for it, or choose another output."
                ) from error

    def _read(self, begun_with: Mapping[str, Any]) -> None:
        end = 0
        first = True
        for line in self._file:
            record = _whole(line)
            if record is None:
                break
            if first and record != begun_with:
                self._file.close()
                raise InputError(
                    f"{self.path} was begun with another model or other settings: use them again, "
                    "or start anew with --restart."
                )
            if not first:
                self.done[record["key"]] = (record["stamp"], end)
            first = False
            end += len(line)
        self._file.truncate(end)
        self._file.seek(end)
        if first:
            self._append(begun_with)


def _whole(line: bytes) -> Record | None:
    """Return a line's record, or None if it is torn."""
    if not line.endswith(b"\n"):
        return None
    try:
        record: Record = json.loads(line)
    except ValueError:
        return None
    return record
