"""About the scores: what the levels mean, what the model is, what it cannot do."""

import re

import streamlit as st

from credibility.errors import ModelError
from credibility.levels import SCALES

_WIDTH = 820


def about() -> None:
    """Draw the page, no wider than a text is read with ease."""
    with st.container(width=_WIDTH):
        _page()


def _page() -> None:
    st.title("About the scores")
    st.markdown(
        "Credibility marks every claim in an article and scores how it is put, who stands behind "
        "it and whether it could be checked. **It is triage, not a verdict**: no claim is ever "
        "called true or false. The scores come from one transformer that runs on this machine; "
        "nothing leaves it."
    )
    for scale in SCALES:
        st.subheader(scale.title)
        st.caption(scale.question)
        st.table(
            {
                "Level": [f"{level} {label}" for level, label in enumerate(scale.labels)],
                "Meaning": list(scale.meanings),
            }
        )
    st.subheader("Check first")
    st.markdown(
        "The order is *v · (0.5 + 0.35 (1 − s) + 0.15 (1 − h))*, with verifiability *v*, sourcing "
        "*s* and hedging *h* from 0 to 1: checkable, weakly sourced, flatly asserted claims come "
        "first. The formula is fixed by hand, not learned. “Not sure” marks scores whose "
        "probabilities are spread over several levels."
    )
    st.subheader("The model")
    try:
        st.markdown(_model_card())
    except ModelError as error:
        st.warning(str(error), icon=":material/error:")


def _model_card() -> str:
    from credibility.analysis.analyzer import default_model

    card = default_model() / "README.md"
    if not card.is_file():
        raise ModelError(f"The model card {card} is missing: restore it with git.")
    text = card.read_text(encoding="utf-8")
    # Its metadata block is for model hubs, and its headings go below the page's own.
    return re.sub(r"^#", "####", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S), flags=re.M)
