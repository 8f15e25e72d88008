"""Reports and the editor's decisions, to take away."""

from collections.abc import Mapping

import streamlit as st

from credibility.dashboard import state
from credibility.document import Analysis
from credibility.reports import FORMATS, ReportOptions, render
from credibility.storage.decisions import Verdict
from credibility.storage.export import archive


def export_panel(analysis: Analysis, decided: Mapping[str, Verdict]) -> None:
    """Draw the download menu; a file is made when it is asked for."""
    with st.popover("Download report", icon=":material/download:"):
        form = st.selectbox(
            "Format", list(FORMATS), format_func=lambda name: FORMATS[name].description,
            key="report_format",
        )  # fmt: skip
        theme = st.segmented_control(
            "Theme", ["light", "dark"], default="light", key="report_theme", required=True
        )
        summary = st.toggle("Summary only", key="report_summary")
        options = ReportOptions(
            colour_by=state.colour_by(),
            theme="dark" if theme == "dark" else "light",
            summary=summary,
        )
        info = FORMATS[form]
        st.download_button(
            f"Download {info.suffix}",
            lambda: render(analysis, form, options),
            file_name=f"credibility-{analysis.article.id[:8]}{info.suffix}",
            mime=info.media_type,
            type="primary",
            key="download_report",
        )
        if decided:
            st.download_button(
                "Decisions as training data",
                lambda: archive(analysis, decided),
                file_name=f"decisions-{analysis.article.id[:8]}.zip",
                mime="application/zip",
                key="download_decisions",
                help="The article and its confirmed and corrected claims; without those whose "
                "corrected level asks for a source or hedge words that the model did not find",
            )
