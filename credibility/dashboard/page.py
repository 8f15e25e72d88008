"""The page: input on top, the article beside the claim card, the list, the charts."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from credibility.dashboard import engine, state
from credibility.dashboard.article_pane import article_pane, colour_switch
from credibility.dashboard.card import claim_card
from credibility.dashboard.charts import overview, scatter_panel
from credibility.dashboard.claims_list import claims_list, filter_bar
from credibility.dashboard.decisions_panel import keep, store, verdicts
from credibility.dashboard.export_panel import export_panel
from credibility.dashboard.input_panel import (
    Problem,
    input_panel,
    problem_box,
    read_wanted,
    want_text,
)
from credibility.dashboard.report_view import report_view
from credibility.dashboard.samples import SAMPLES
from credibility.dashboard.summary_panel import summary_panel
from credibility.document import Article
from credibility.errors import ModelError, StorageError

_ICON = Path(__file__).parent / "icon.svg"


def analyse_page() -> None:
    """Draw the main page."""
    report = st.query_params.get("view") == "report"
    if not report:
        with st.expander("Analyse an article", icon=":material/add_notes:", key="input"):
            input_panel()
    if state.document() is None:
        _reopen()
    if state.document() is None and "wanted" not in st.session_state and not _failed():
        want_text(SAMPLES[0].text, SAMPLES[0].title)
    wanted = read_wanted()
    if isinstance(wanted, Problem):
        st.session_state.problem = wanted
    elif wanted is not None:
        _analyse(wanted)
    problem = st.session_state.get("problem")
    if problem is not None:
        problem_box(problem)
    analysis = state.document()
    if analysis is not None and report:
        report_view(analysis)
    elif analysis is not None:
        _results()
        # Outside the fragment: a selection has no need to draw these again.
        if analysis.claims:
            st.subheader("Overview")
            overview(analysis)
        st.caption(
            "Triage, not a verdict: nothing here was judged true or false. Model "
            f"{analysis.model.version} ({analysis.model.sha256[:12]}), "
            f"text {analysis.article.id[:12]}."
        )


def _reopen() -> None:
    """Show the stored article that the address names, if there is one."""
    named = st.query_params.get("article")
    if not named:
        return
    try:
        analysis = store().load(named)
    except StorageError as error:
        st.session_state.storage_problem = str(error)
        return
    if analysis is None:
        st.session_state.problem = Problem("The article of this link is not stored here.")
    else:
        state.show(analysis)


def _failed() -> bool:
    return st.session_state.get("problem") is not None


def _analyse(article: Article) -> None:
    bar = st.progress(0.0, text="Starting")
    try:
        analysis = engine.analyse(article, lambda step, share: _move(bar, step, share))
    except ModelError as error:
        # What was typed stays in its field, and the last analysis stays on the page.
        st.session_state.problem = Problem(str(error))
        return
    finally:
        bar.empty()
    keep(analysis)
    state.show(analysis)


def _move(bar: DeltaGenerator, step: str, share: float) -> None:
    bar.progress(share, text=step)


@st.fragment
def _results() -> None:
    """Draw all that shows the selection; a selection reruns this part only."""
    analysis = state.document()
    if analysis is None:
        return
    top, tools = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
    if not analysis.claims:
        summary_panel(analysis)
        st.info("There is nothing to score in this text.", icon=":material/search_off:")
        return
    decided = verdicts(analysis)
    if trouble := st.session_state.pop("storage_problem", None):
        st.warning(trouble, icon=":material/database_off:")
    visible = state.shown(analysis, state.filters())
    left, right = st.columns([3, 2], gap="medium")
    # Drawn first, since the browser shows it as soon as it arrives: it answers a selection.
    with right:
        claim_card(analysis, visible, decided)
    with left:
        article_pane(analysis, visible)
    with top:
        summary_panel(analysis)
    with tools:
        colour_switch()
        filter_bar(analysis)
        export_panel(analysis, decided)
    st.subheader("Check first")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        claims_list(analysis, visible, decided)
    with right:
        scatter_panel(visible)


def render() -> None:
    """Draw the app: the shell at once, the model loading behind it."""
    # A file of our own: for an icon by name the browser would ask a server outside.
    st.set_page_config(page_title="Credibility", page_icon=str(_ICON), layout="wide")
    engine.warm_up()
    from credibility.dashboard.about import about
    from credibility.dashboard.history_page import history

    main = st.Page(analyse_page, title="Analyse", icon=":material/fact_check:", default=True)
    st.session_state.main_page = main
    pages = [
        main,
        st.Page(history, title="History", icon=":material/history:", url_path="history"),
        st.Page(about, title="About the scores", icon=":material/info:", url_path="about"),
    ]
    report = st.query_params.get("view") == "report"
    st.navigation(pages, position="hidden" if report else "top").run()
