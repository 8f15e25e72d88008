"""The article at a glance: one sentence and four figures."""

import streamlit as st

from credibility.dashboard.markdown import plain
from credibility.document import Analysis
from credibility.words import group_name, headline, largest_group


def summary_panel(analysis: Analysis) -> None:
    """Draw the headline sentence and the figures."""
    summary = analysis.summary
    if analysis.article.title:
        st.markdown(f"### {plain(analysis.article.title)}")
    st.markdown(f"##### {plain(headline(analysis))}")
    if not summary.claims:
        return
    largest = largest_group(analysis)
    weak = sum(
        claim.scores.verifiability.level >= 2 and claim.scores.sourcing.level <= 1
        for claim in analysis.claims
    )
    with st.container(horizontal=True):
        st.metric("Claims", summary.claims, border=True, width=150)
        st.metric("With a source", _share(summary.sourced_share), border=True, width=150)
        st.metric(
            "Named, of these", _share(summary.named_share), border=True, width=160,
            help="Share of the sourced claims whose source is a named person, body or document",
        )  # fmt: skip
        st.metric(
            "Checkable, no clear source", weak, border=True, width=220,
            help="Claims that could be checked and whose source is absent or vague",
        )  # fmt: skip
        if largest is not None:
            st.metric(
                "Largest source", f"{largest.share:.0%}", border=True, width=220,
                help=f"Share of the sourced claims that rest on {plain(group_name(largest))}",
            )  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
