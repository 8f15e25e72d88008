"""A line of the history."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A stored article: its text's SHA-256, title, UTC time of storing, number of claims.

    ``opening`` is how its text begins, on one line, where it has no title; else empty.
    """

    id: str
    title: str | None
    saved_at: str
    claims: int
    opening: str = ""
