"""The article with its claims marked: one component, drawn once per analysis."""

from collections import Counter
from pathlib import Path
from typing import Any

import streamlit as st

from credibility.dashboard import state
from credibility.document import Analysis, Claim
from credibility.palette import COLOUR_BY, ColourBy, grade, grades, title
from credibility.segments import blocks, marks

_HERE = Path(__file__).parent
_KEY = "article"
_ECHO = "article_echo"

_component = st.components.v2.component(
    "credibility_article",
    html="""
    <ul id="legend" aria-label="Legend"></ul>
    <div id="article" role="region" aria-label="Article with marked claims" tabindex="0"></div>
    """,
    css=(_HERE / "article.css").read_text(),
    js=(_HERE / "article.js").read_text(),
)


def colour_switch() -> None:
    """Draw the switch between the scores that colour the article."""
    st.pills(
        "Colour by",
        COLOUR_BY,
        default=COLOUR_BY[0],
        format_func=lambda name: title(name).removesuffix(" strength"),
        key="colour_by",
        required=True,
    )


def legend(claims: tuple[Claim, ...], colour_by: ColourBy) -> list[dict[str, Any]]:
    """Return the levels of a colouring with how many claims stand at each."""
    counts = Counter(grade(claim, colour_by).level for claim in claims)
    return [
        {
            "level": shown.level,
            "label": shown.label,
            "step": shown.step,
            "count": counts[shown.level],
        }
        for shown in grades(colour_by)
    ]


def article_pane(analysis: Analysis, visible: tuple[Claim, ...]) -> None:
    """Draw the article; clicks and keys select a claim."""
    colour_by = state.colour_by()
    chosen = state.selected()
    index = {claim.id: number for number, claim in enumerate(analysis.claims)}
    everything = len(visible) == len(analysis.claims)
    _component(
        key=_KEY,
        data={
            **_drawing(analysis),
            "colourBy": colour_by,
            "legend": legend(analysis.claims, colour_by),
            "selected": chosen.id if chosen else None,
            "shown": None if everything else sorted(index[claim.id] for claim in visible),
            "jump": state.jump(),
            "echo": st.session_state.get(_ECHO, 0),
        },
        on_select_change=_on_select,
    )


def plain_article(analysis: Analysis) -> None:
    """Draw the whole article without a selection, as tall as it is."""
    colour_by = state.colour_by()
    _component(
        key="plain_article",
        data={
            **_drawing(analysis),
            "colourBy": colour_by,
            "legend": legend(analysis.claims, colour_by),
            "selected": None,
            "shown": None,
            "jump": 0,
            "echo": 0,
            "whole": True,
        },
        on_select_change=lambda: None,
    )


def _drawing(analysis: Analysis) -> dict[str, Any]:
    """Return what does not change while the document stays, computed once."""
    version = f"{analysis.article.id}-{analysis.model.sha256}-{len(analysis.claims)}"
    kept = st.session_state.get("drawing")
    if kept is None or kept["version"] != version:
        kept = {"version": version, "blocks": blocks(analysis), "claims": marks(analysis)}
        st.session_state.drawing = kept
    return dict(kept)


def _on_select() -> None:
    chosen = st.session_state[_KEY].select
    if chosen is not None:
        state.select(chosen["id"] or None)
        # Tells the article which of its choices this run answers.
        st.session_state[_ECHO] = chosen["number"]
