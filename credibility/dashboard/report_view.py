"""The page without controls, for a screenshot or for print (`?view=report`)."""

import streamlit as st

from credibility.dashboard.article_pane import plain_article
from credibility.dashboard.charts import sources_chart
from credibility.dashboard.markdown import plain
from credibility.dashboard.summary_panel import summary_panel
from credibility.document import Analysis
from credibility.levels import SCALES
from credibility.reports.view import DISCLAIMER, stamp
from credibility.words import source_name

_MOST = 12
_WIDTH = 900


def report_view(analysis: Analysis) -> None:
    """Draw summary, article, most urgent claims and sources, in the middle of the page."""
    with st.container(horizontal_alignment="center"), st.container(width=_WIDTH):
        _page(analysis)


def _page(analysis: Analysis) -> None:
    summary_panel(analysis)
    plain_article(analysis)
    st.subheader("Check first")
    text = analysis.article.text
    for claim in analysis.check_first()[:_MOST]:
        scores = " · ".join(
            f"{scale.title}: **{claim.scores.by_name(scale.name).label}**" for scale in SCALES
        )
        source = claim.evidence.source
        who = f" · Source: {plain(source_name(text, source))}" if source else ""
        st.markdown(f"**{plain(claim.text)}**  \n{scores}{who}")
    if len(analysis.claims) > _MOST:
        st.caption(f"and {len(analysis.claims) - _MOST} more claims")
    if analysis.sources:
        st.subheader("Who carries the story")
        sources_chart(analysis)
    st.caption(f"{DISCLAIMER} {plain(stamp(analysis))}")
