"""What a session remembers: the document, the selected claim, the colouring, the filters.

The article and the selection are in the address too, so that a link leads back to them.
"""

from dataclasses import dataclass, field

import streamlit as st

from credibility.document import Analysis, Claim
from credibility.levels import SCALES
from credibility.palette import COLOUR_BY, ColourBy

_CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which claims are shown: levels per score (all if empty), source types, words."""

    levels: dict[str, list[str]] = field(default_factory=dict)
    types: list[str] = field(default_factory=list)
    words: str = ""


def document() -> Analysis | None:
    """Return the analysis on the page."""
    found: Analysis | None = st.session_state.get("document")
    return found


def show(analysis: Analysis) -> None:
    """Put an analysis on the page; the selection stays if its claim is still there."""
    st.session_state.document = analysis
    # What was wrong with an earlier input is no word about this article.
    st.session_state.problem = None
    st.query_params["article"] = analysis.article.id
    if selected() is None:
        st.query_params.pop(_CLAIM, None)


def forget(article_id: str) -> None:
    """Take an article that is no longer stored off the page, if it is there."""
    analysis = document()
    if analysis is not None and analysis.article.id == article_id:
        st.session_state.document = None
        st.query_params.pop("article", None)
        select(None)


def selected() -> Claim | None:
    """Return the claim that the address names."""
    analysis = document()
    claim_id = st.query_params.get(_CLAIM)
    return analysis.claim(claim_id) if analysis and claim_id else None


def select(claim_id: str | None) -> None:
    """Select a claim, or none."""
    if claim_id:
        st.query_params[_CLAIM] = claim_id
    else:
        st.query_params.pop(_CLAIM, None)


def jump() -> int:
    """Return how often this session asked to see where a source is named."""
    asked: int = st.session_state.get("jump", 0)
    return asked


def jump_to_source() -> None:
    """Ask the article to show where the selected claim's source is named."""
    st.session_state.jump = jump() + 1


def colour_by() -> ColourBy:
    """Return the score that colours the article."""
    chosen = st.session_state.get("colour_by")
    return next((name for name in COLOUR_BY if name == chosen), COLOUR_BY[0])


def filters() -> Filters:
    """Return the filters as the widgets stand."""
    return Filters(
        levels={scale.name: st.session_state.get(f"filter_{scale.name}") or [] for scale in SCALES},
        types=st.session_state.get("filter_types") or [],
        words=st.session_state.get("filter_words") or "",
    )


def shown(analysis: Analysis, chosen: Filters) -> tuple[Claim, ...]:
    """Return the claims that pass the filters, in check-first order."""
    return tuple(claim for claim in analysis.check_first() if _passes(claim, chosen))


def _passes(claim: Claim, chosen: Filters) -> bool:
    for scale in SCALES:
        wanted = chosen.levels.get(scale.name)
        if wanted and claim.scores.by_name(scale.name).label not in wanted:
            return False
    source = claim.evidence.source
    if chosen.types and (source.type if source else "none") not in chosen.types:
        return False
    name = source.name or "" if source else ""
    return chosen.words.casefold() in f"{claim.text} {name}".casefold()
