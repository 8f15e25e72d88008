"""The check-first list: all claims by priority, with filters and search."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from credibility.dashboard import state
from credibility.document import Analysis, Claim, Score
from credibility.levels import SCALES, SOURCE_TYPE_LABELS
from credibility.storage.decisions import Verdict
from credibility.words import source_name

_KEY = "claims"


def filter_bar(analysis: Analysis) -> None:
    """Draw the filters, with how many claims stand at each level."""
    with st.popover("Filter", icon=":material/filter_list:"):
        st.text_input("Words in the claim or its source", key="filter_words", type="search")
        for scale in SCALES:
            labels = [claim.scores.by_name(scale.name).label for claim in analysis.claims]
            st.pills(
                scale.title,
                scale.labels,
                selection_mode="multi",
                key=f"filter_{scale.name}",
                format_func=_counted(labels),
            )
        types = ["none", *SOURCE_TYPE_LABELS]
        found = [
            claim.evidence.source.type if claim.evidence.source else "none"
            for claim in analysis.claims
        ]
        st.pills(
            "Source",
            types,
            selection_mode="multi",
            key="filter_types",
            format_func=lambda kind: f"{_type_label(kind)} ({found.count(kind)})",
        )


def _counted(labels: list[str]) -> Callable[[str], str]:
    return lambda label: f"{label} ({labels.count(label)})"


def _type_label(kind: str) -> str:
    return next((label for name, label in SOURCE_TYPE_LABELS.items() if name == kind), "no source")


def claims_list(
    analysis: Analysis, visible: tuple[Claim, ...], decided: Mapping[str, Verdict]
) -> None:
    """Draw the list; a chosen row is the selected claim."""
    st.caption(f"{len(visible)} of {len(analysis.claims)} claims, most worth checking first")
    if not visible:
        st.info("No claim passes the filters.", icon=":material/filter_list_off:")
        return
    chosen = state.selected()
    row = next((i for i, claim in enumerate(visible) if chosen and claim.id == chosen.id), None)
    # The row follows the selection made elsewhere; set before the widget is drawn.
    st.session_state[_KEY] = {"selection": {"rows": [] if row is None else [row]}}
    ids = [claim.id for claim in visible]
    st.dataframe(
        table(analysis, visible, decided),
        key=_KEY,
        hide_index=True,
        on_select=lambda: _on_select(ids),
        selection_mode="single-row",
        height=min(434, 36 * (len(visible) + 1) + 2),
        alt="Claims in check-first order with their three levels and their source",
        column_config={
            "Priority": st.column_config.ProgressColumn(
                min_value=0.0,
                max_value=1.0,
                format="%.2f",
                width=85,
                help="Checkable, weakly sourced, flatly asserted claims first",
            ),
            "Claim": st.column_config.TextColumn(width=270),
            "Sourcing": st.column_config.TextColumn(width=115),
            "Hedging": st.column_config.TextColumn(width=90),
            "Verifiability": st.column_config.TextColumn(width=150),
            "Source": st.column_config.TextColumn(width=115),
        },
    )


def table(
    analysis: Analysis, visible: tuple[Claim, ...], decided: Mapping[str, Verdict]
) -> pd.DataFrame:
    """Return the list as a frame, one row a claim."""
    text = analysis.article.text
    rows = [
        {
            "Priority": claim.priority,
            "Claim": claim.text,
            "Sourcing": _level(claim.scores.sourcing),
            "Hedging": _level(claim.scores.hedging),
            "Verifiability": _level(claim.scores.verifiability),
            "Source": source_name(text, claim.evidence.source) if claim.evidence.source else "",
            **({"Editor": _status(decided.get(claim.id))} if decided else {}),
        }
        for claim in visible
    ]
    return pd.DataFrame(rows)


def _status(verdict: Verdict | None) -> str:
    return verdict.status if verdict else ""


def _level(score: Score) -> str:
    return f"{score.level} {score.label}"


def _on_select(ids: list[str]) -> None:
    rows = st.session_state[_KEY]["selection"]["rows"]
    state.select(ids[rows[0]] if rows else None)
