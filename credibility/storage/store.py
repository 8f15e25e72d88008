"""The database: SQLite in the user's data folder, or any URL that SQLAlchemy takes."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ForeignKey, String, Text, create_engine, delete, event, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from credibility.document import Analysis
from credibility.errors import StorageError
from credibility.storage.decisions import Decision, Verdict, verdicts
from credibility.storage.history import HistoryEntry
from credibility.words import opening

URL_VARIABLE = "CREDIBILITY_DB"
# An article is a version of a stored one if they share this share of the smaller's claims.
_SAME_STORY = 0.3


def _default_url() -> str:
    """Return the URL named by ``CREDIBILITY_DB``, else a file in the user's data folder."""
    named = os.environ.get(URL_VARIABLE)
    if named:
        return named
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return f"sqlite:///{base / 'credibility' / 'credibility.db'}"


class _Base(DeclarativeBase):
    pass


class _ArticleRow(_Base):
    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[str] = mapped_column(String(32))
    claim_ids: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)


class _DecisionRow(_Base):
    __tablename__ = "decisions"

    # Integer keys rise with every row, so they keep the order in which decisions were made.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    article: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[str] = mapped_column(String(32))
    undone: Mapped[bool] = mapped_column(default=False)
    claim_id: Mapped[str] = mapped_column(String(32))
    claim_text: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(16))
    levels: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class Store:
    """Stored articles and decisions; safe to share by threads.

    Every method raises StorageError if the database cannot be used.
    """

    def __init__(self, url: str | None = None) -> None:
        address = url or _default_url()
        try:
            if address.startswith("sqlite:///"):
                Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(address)
            if self._engine.dialect.name == "sqlite":
                event.listen(self._engine, "connect", _prepare_sqlite)
            _Base.metadata.create_all(self._engine)
        except (SQLAlchemyError, ArgumentError, ImportError, OSError) as error:
            raise _failure(error) from error

    def save(self, analysis: Analysis) -> None:
        """Keep an analysis; a later one of the same text replaces it."""
        with _translated(), Session(self._engine) as session, session.begin():
            session.merge(
                _ArticleRow(
                    id=analysis.article.id,
                    title=analysis.article.title,
                    saved_at=_now(),
                    claim_ids=json.dumps([claim.id for claim in analysis.claims]),
                    document=analysis.to_json(),
                )
            )

    def load(self, article_id: str) -> Analysis | None:
        """Return the stored analysis of a text, or None."""
        with _translated(), Session(self._engine) as session:
            row = session.get(_ArticleRow, article_id)
            return None if row is None else Analysis.from_json(row.document)

    def delete(self, article_id: str) -> None:
        """Forget an article and the decisions made on it."""
        with _translated(), Session(self._engine) as session, session.begin():
            session.execute(delete(_DecisionRow).where(_DecisionRow.article == article_id))
            session.execute(delete(_ArticleRow).where(_ArticleRow.id == article_id))

    def history(self) -> list[HistoryEntry]:
        """Return what is stored, the latest first."""
        with _translated(), Session(self._engine) as session:
            rows = session.execute(
                select(
                    _ArticleRow.id, _ArticleRow.title, _ArticleRow.saved_at, _ArticleRow.claim_ids
                ).order_by(_ArticleRow.saved_at.desc())
            )
            untitled = session.execute(
                select(_ArticleRow.id, _ArticleRow.document).where(_ArticleRow.title.is_(None))
            )
            openings = {row.id: _opening(row.document) for row in untitled}
            return [
                HistoryEntry(
                    row.id,
                    row.title,
                    row.saved_at,
                    len(json.loads(row.claim_ids)),
                    openings.get(row.id, ""),
                )
                for row in rows
            ]

    def decide(self, article_id: str, decision: Decision) -> None:
        """Store a decision at once.

        Raises:
            StorageError: also if the article was deleted.
        """
        row = _DecisionRow(
            article=article_id,
            made_at=_now(),
            claim_id=decision.claim_id,
            claim_text=decision.claim_text,
            action=decision.action,
            levels=json.dumps(decision.levels),
            note=decision.note,
        )
        with _translated():
            try:
                with Session(self._engine) as session, session.begin():
                    session.add(row)
            except IntegrityError as error:
                # Of the row's constraints, only the one on its article can fail.
                raise StorageError("This article is no longer stored: analyse it again.") from error

    def can_undo(self, article_id: str) -> bool:
        """Return whether a decision was made on this very text that ``undo`` would take back."""
        with _translated(), Session(self._engine) as session:
            return _latest(session, article_id) is not None

    def undo(self, article_id: str) -> bool:
        """Take back the latest decision on an article; False if there is none."""
        with _translated(), Session(self._engine) as session, session.begin():
            row = _latest(session, article_id)
            if row is None:
                return False
            row.undone = True
            return True

    def verdicts(self, analysis: Analysis) -> dict[str, Verdict]:
        """Return what was decided about an article's claims, here or on its other versions."""
        with _translated(), Session(self._engine) as session:
            stories = self._versions(session, analysis)
            rows = session.scalars(
                select(_DecisionRow)
                .where(_DecisionRow.article.in_(stories), _DecisionRow.undone.is_(False))
                .order_by(_DecisionRow.number)
            )
            decisions = [
                Decision(
                    claim_id=row.claim_id,
                    claim_text=row.claim_text,
                    action=row.action,  # type: ignore[arg-type]  # written by `decide` only
                    levels=json.loads(row.levels),
                    note=row.note,
                )
                for row in rows
            ]
        return verdicts(analysis.claims, decisions)

    def _versions(self, session: Session, analysis: Analysis) -> list[str]:
        """Return the stored articles that share enough claims to be the same story."""
        own = {claim.id for claim in analysis.claims}
        found = [analysis.article.id]
        decided = select(_DecisionRow.article).distinct()
        for row in session.execute(
            select(_ArticleRow.id, _ArticleRow.claim_ids).where(_ArticleRow.id.in_(decided))
        ):
            other = set(json.loads(row.claim_ids))
            if len(own & other) >= _SAME_STORY * max(1, min(len(own), len(other))):
                found.append(row.id)
        return found


def _latest(session: Session, article_id: str) -> _DecisionRow | None:
    return session.scalars(
        select(_DecisionRow)
        .where(_DecisionRow.article == article_id, _DecisionRow.undone.is_(False))
        .order_by(_DecisionRow.number.desc())
        .limit(1)
    ).first()


class _translated:  # noqa: N801 - a context manager, read like a word
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SQLAlchemyError):
            raise _failure(error) from error


def _failure(error: Exception) -> StorageError:
    return StorageError(
        f"The database cannot be used ({type(error).__name__}): check the folder or the address "
        f"in {URL_VARIABLE}; the analysis itself is not affected."
    )


def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    # Readers do not wait for a writer, and two editors wait for each other, not fail.
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DB-API connection
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _opening(document: str) -> str:
    return opening(Analysis.from_json(document).article.text)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
