"""Analysed articles: reopen, delete, compare two versions side by side."""

from datetime import datetime

import pandas as pd
import streamlit as st

from credibility.compare import Comparison, compare
from credibility.dashboard import state
from credibility.dashboard.decisions_panel import store
from credibility.dashboard.markdown import plain
from credibility.document import Analysis, Claim
from credibility.errors import StorageError
from credibility.levels import SCALES
from credibility.storage import HistoryEntry


def history() -> None:
    """Draw the page, or the one sentence why the database cannot be used."""
    st.title("History")
    if trouble := st.session_state.pop("storage_problem", None):
        st.warning(trouble, icon=":material/database_off:")
    try:
        _page(store().history())
    except StorageError as error:
        st.error(str(error), icon=":material/error:")


def _page(entries: list[HistoryEntry]) -> None:
    if not entries:
        st.info("Nothing is stored yet: analyse an article first.", icon=":material/history:")
        return
    for entry in entries:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(_title(entry))}**")
            st.caption(f"{_when(entry)}, {entry.claims} claims")
            st.button("Open", key=f"open_{entry.id}", on_click=_open, args=(entry.id,))
            with st.popover("Delete", icon=":material/delete:", type="tertiary"):
                st.markdown("The decisions made on it go too.")
                st.button(
                    "Delete for good", key=f"delete_{entry.id}", on_click=_delete, args=(entry.id,)
                )
    if st.session_state.pop("opened", False):
        st.switch_page(st.session_state.main_page)
    if len(entries) > 1:
        _compare(entries)


def _title(entry: HistoryEntry) -> str:
    return entry.title or f"{entry.opening} …"


def _when(entry: HistoryEntry) -> str:
    return f"{datetime.fromisoformat(entry.saved_at):%d %B %Y, %H:%M} UTC"


def _open(article_id: str) -> None:
    try:
        analysis = store().load(article_id)
    except StorageError as error:
        st.session_state.storage_problem = str(error)
        return
    if analysis is not None:
        state.show(analysis)
        st.session_state.opened = True


def _delete(article_id: str) -> None:
    try:
        store().delete(article_id)
    except StorageError as error:
        st.session_state.storage_problem = str(error)
        return
    state.forget(article_id)


def _compare(entries: list[HistoryEntry]) -> None:
    st.subheader("Compare two versions")
    left, right = st.columns(2)
    by_id = {entry.id: entry for entry in entries}
    ids = list(by_id)

    def name(article_id: str) -> str:
        return f"{_title(by_id[article_id])}, {_when(by_id[article_id])}"

    old = left.selectbox("Old", ids, index=_earlier(entries), format_func=name, key="old")
    new = right.selectbox("New", ids, index=0, format_func=name, key="new")
    earlier, later = store().load(old), store().load(new)
    if earlier is None or later is None:
        return
    _means(earlier, later)
    _sides(compare(earlier, later))


def _earlier(entries: list[HistoryEntry]) -> int:
    """Return the index of what the newest entry most likely is a later version of."""
    newest, *others = entries
    same = (i for i, other in enumerate(others, start=1) if other.title == newest.title)
    return next(same, 1)


def _means(old: Analysis, new: Analysis) -> None:
    with st.container(horizontal=True):
        for scale in SCALES:
            before = getattr(old.summary.mean, scale.name)
            after = getattr(new.summary.mean, scale.name)
            if before is not None and after is not None:
                st.metric(
                    f"Mean {scale.title.lower()}", f"{after:.2f}", f"{after - before:+.2f}",
                    delta_color="off", border=True, width=230,
                )  # fmt: skip


def _sides(comparison: Comparison) -> None:
    rows = [
        {
            "Change": "changed",
            "Old": pair.old.text,
            "New": pair.new.text,
            "Scores": _moves(pair.old, pair.new),
        }
        for pair in comparison.changed
    ]
    rows += [{"Change": "added", "Old": "", "New": c.text, "Scores": ""} for c in comparison.added]
    rows += [
        {"Change": "removed", "Old": c.text, "New": "", "Scores": ""} for c in comparison.removed
    ]
    if not comparison.pairs:
        st.info("The two share no claim: they seem to be different articles.")
    same = len(comparison.pairs) - len(comparison.changed)
    st.caption(
        f"{len(comparison.added)} claims added, {len(comparison.removed)} removed, "
        f"{len(comparison.changed)} changed, {same} as they were."
    )
    if rows:
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, alt="Claims that differ between the versions"
        )


def _moves(old: Claim, new: Claim) -> str:
    return "; ".join(
        f"{scale.title}: {before.label} → {after.label}"
        for scale in SCALES
        for before, after in ((old.scores.by_name(scale.name), new.scores.by_name(scale.name)),)
        if before.level != after.level
    )
