"""The one analyzer of the process: loaded in the background, shared by all sessions."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from credibility.analysis.analyzer import Analyzer
    from credibility.document import Analysis, Article

Progress = Callable[[str, float], None]


def _load() -> "Analyzer":
    # Imported here, off the page's thread: torch takes seconds.
    from credibility.analysis.analyzer import Analyzer

    return Analyzer.from_pretrained()


@st.cache_resource(show_spinner=False)
def _loading() -> "Future[Analyzer]":
    return ThreadPoolExecutor(1, thread_name_prefix="model").submit(_load)


def warm_up() -> None:
    """Start loading the model without waiting for it."""
    _loading()


def analyse(article: "Article", progress: Progress) -> "Analysis":
    """Return the analysis, waiting for the model if need be.

    Raises:
        ModelError: if the model is missing or damaged; the next call tries again.
    """
    progress("Loading the model", 0.0)
    try:
        analyzer = _loading().result()
    except Exception:
        _loading.clear()
        raise
    return analyzer.analyze(article, progress=progress)
