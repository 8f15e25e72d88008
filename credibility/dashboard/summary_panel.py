"""The article at a glance: one sentence and three figures."""

import streamlit as st

from credibility.dashboard.markdown import plain
from credibility.document import Analysis
from credibility.words import headline


def summary_panel(analysis: Analysis) -> None:
    """Draw title and headline, and the figures beside them."""
    summary = analysis.summary
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        if analysis.article.title:
            st.markdown(f"### {plain(analysis.article.title)}")
        st.markdown(f"##### {plain(headline(analysis))}")
    if not summary.claims:
        return
    weak = sum(
        claim.scores.verifiability.level >= 2 and claim.scores.sourcing.level <= 1
        for claim in analysis.claims
    )
    with right, st.container(horizontal=True, gap="small"):
        st.metric("Sourced", _share(summary.sourced_share), width=98,
                  help="Share of the claims for which the text points at a source")  # fmt: skip
        st.metric(
            "Named", _share(summary.named_share), width=98,
            help="Share of the sourced claims whose source is a named person, body or document",
        )  # fmt: skip
        st.metric(
            "Weak spots", weak, width=112,
            help="Claims that could be checked and whose source is absent or vague",
        )  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
